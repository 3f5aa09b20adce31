package l2l.runner.shell;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import l2l.runner.experiment.Document;
import l2l.runner.store.BadInput;
import org.osgi.framework.Bundle;

/** Finds experiments: files of the user, and those that come with the workbench. */
final class Experiments {

  private static final String FOLDER = "experiments";

  private final Bundle bundle;
  private final Caller caller;

  /**
   * @param bundle that holds the workbench's own
   * @param caller whose files they may be
   */
  Experiments(Bundle bundle, Caller caller) {
    this.bundle = bundle;
    this.caller = caller;
  }

  /**
   * The experiment in a file or, if there is none of that name, of the workbench's own by that name.
   *
   * @throws BadInput if there is neither
   */
  Document find(String fileOrName) {
    Path file = caller.path(Path.of(fileOrName));
    if (Files.exists(file)) {
      return Document.read(file);
    }
    URL own = bundle.getEntry(FOLDER + "/" + fileOrName + ".json");
    if (own == null || fileOrName.contains("/")) {
      throw new BadInput("there is no file " + fileOrName + ", and the experiments that come with the workbench are "
          + String.join(", ", names()));
    }
    try (InputStream in = own.openStream()) {
      return Document.of(fileOrName + ".json", in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + own + ": " + e.getMessage(), e);
    }
  }

  /** Names of the workbench's own. */
  List<String> names() {
    var entries = bundle.findEntries(FOLDER, "*.json", false);
    return entries == null ? List.of() : Collections.list(entries).stream()
        .map(u -> u.getPath().substring(u.getPath().lastIndexOf('/') + 1).replaceFirst("\\.json$", "")).sorted()
        .collect(Collectors.toList());
  }
}
