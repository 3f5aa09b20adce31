package l2l.runner.shell;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import l2l.runner.experiment.Catalogue;
import l2l.runner.experiment.Nearest;
import l2l.runner.load.Why;
import l2l.runner.report.Terminal;
import l2l.runner.runs.Run;
import l2l.runner.runs.Runs;
import l2l.runner.store.BadInput;
import org.osgi.framework.Bundle;

/**
 * What a command works with.
 *
 * @param bundle of this shell, which holds the workbench's own experiments
 */
record Workplace(Runs runs, Bundle bundle, Caller caller) {

  /** With this process's own terminal. */
  Workplace(Runs runs, Bundle bundle, PrintStream out, PrintStream err) {
    this(runs, bundle, Caller.local(out, err));
  }

  /** The same for somebody else. */
  Workplace with(Caller other) {
    return new Workplace(runs, bundle, other);
  }

  PrintStream out() {
    return caller.out();
  }

  PrintStream err() {
    return caller.err();
  }

  Terminal terminal() {
    return caller.terminal();
  }

  /** The place a path among the words means, which starts where they were typed. Every command that is given a path asks here. */
  Path path(Path given) {
    return caller.path(given);
  }

  /** The directory of the workbench, where this container is one. */
  Optional<Path> workbench() {
    return Optional.ofNullable(bundle).map(b -> b.getBundleContext().getProperty("l2l.workbench")).map(Path::of);
  }

  Why why() {
    return runs.why();
  }

  Experiments experiments() {
    return new Experiments(bundle, caller);
  }

  /**
   * The run of this number.
   *
   * @param number or null for the latest
   * @throws BadInput if there is none
   */
  Run run(String number) {
    List<Run> all = runs.all();
    if (all.isEmpty()) {
      throw new BadInput("there is no run yet; run NAME starts one");
    }
    if (number == null) {
      return all.get(all.size() - 1);
    }
    Optional<Run> run = number.matches("[0-9]{1,9}") ? runs.of(Integer.parseInt(number)) : Optional.empty();
    return run.orElseThrow(() -> new BadInput("there is no run " + number + "; there are " + all.get(0).id() + " to "
        + all.get(all.size() - 1).id()));
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
