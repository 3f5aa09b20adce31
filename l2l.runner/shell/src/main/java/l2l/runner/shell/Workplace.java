package l2l.runner.shell;

import java.io.PrintStream;
import java.util.Locale;
import l2l.runner.experiment.Catalogue;
import l2l.runner.experiment.Nearest;
import l2l.runner.runs.Runs;
import l2l.runner.store.BadInput;
import org.osgi.framework.Bundle;

/**
 * What commands work with.
 *
 * @param bundle of this shell, which holds the workbench's own experiments
 */
record Workplace(Runs runs, Bundle bundle, PrintStream out, PrintStream err) {

  Experiments experiments() {
    return new Experiments(bundle);
  }

  /**
   * The text of "parts".
   *
   * @param name of one part, or null for all
   * @throws BadInput for a name that no part has
   */
  String parts(String name, boolean json) {
    Catalogue catalogue = runs.catalogue();
    if (name == null) {
      return json ? PartsText.json(catalogue.parts()) : PartsText.list(catalogue);
    }
    var found = catalogue.named(name);
    if (found.isEmpty()) {
      throw new BadInput("there is no part \"" + name + "\"" + Nearest.hint(name, catalogue.names())
          + " (there are " + String.join(", ", catalogue.names()) + ")");
    }
    return json ? PartsText.json(found) : String.join("\n", found.stream().map(PartsText::one).toList());
  }

  /** "L2L 1.0.0.SNAPSHOT, Java 17.0.15". */
  String version() {
    return String.format(Locale.ROOT, "L2L %s, Java %s", bundle.getVersion(), System.getProperty("java.version"));
  }

}
