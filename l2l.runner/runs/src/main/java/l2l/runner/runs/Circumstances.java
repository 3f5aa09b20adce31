package l2l.runner.runs;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import l2l.api.tensor.Engine;
import l2l.runner.experiment.Parts;
import l2l.runner.store.JsonText;
import l2l.runner.store.RunDirectory;

/** What surrounds a run: run.json, and what is left where the program failed. */
final class Circumstances {

  private static final List<String> JAVA = List.of("java.version", "java.vendor", "java.vm.name", "os.name", "os.arch");

  private Circumstances() {}

  /** run.json: what, beside the experiment, decides the bits of the result. */
  static Map<String, Object> of(Request request, Engine engine, Parts parts) {
    Map<String, Object> java = new LinkedHashMap<>();
    JAVA.forEach(k -> java.put(k, System.getProperty(k)));
    return JsonText.object("command", request.command(), "set", request.document().overrides(),
        "from", request.from().map(Path::toString).orElse(null),
        "engine", new TreeMap<>(engine.facts()), "java", java, "bundles", parts.bundles());
  }

  /** Puts a stack trace where it can be read: in the run's directory or, where there is none yet, in a temporary file. */
  static Path trace(Throwable e, RunDirectory directory) throws IOException {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text, true));
    if (directory != null) {
      return directory.text("fault.txt", text.toString());
    }
    return Files.writeString(Files.createTempFile("l2l-fault-", ".txt"), text.toString());
  }
}
