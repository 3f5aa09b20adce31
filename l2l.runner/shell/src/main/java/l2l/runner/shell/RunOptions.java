package l2l.runner.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import l2l.runner.experiment.Document;
import l2l.runner.runs.Request;
import l2l.runner.store.BadInput;
import picocli.CommandLine.Option;

/** Options of the commands that run an experiment. */
final class RunOptions {

  @Option(names = "--data", paramLabel = "DIR", description = "where files and directories named in the experiment lie; default: here")
  Path data = Path.of("");

  @Option(names = "--out", paramLabel = "DIR", description = "directory to write, new or empty; default: a new one under runs/")
  Path out;

  @Option(names = "--set", paramLabel = "KEY=VALUE", arity = "1",
      description = "change a value of the experiment, such as optimizers.lstm.train.steps=50; null takes a key away; may be repeated")
  List<String> set = new ArrayList<>();

  @Option(names = "--from", paramLabel = "SNAPSHOT", description = "go on with meta-training from a snapshot of an earlier run")
  Path from;

  @Option(names = "--quiet", description = "print the table only")
  boolean quiet;

  /**
   * What is to be run.
   *
   * @throws BadInput if --data is no directory, --from no file, or a change cannot be made
   */
  Request request(Document document, String command) {
    if (!Files.isDirectory(data.toAbsolutePath())) {
      throw new BadInput("--data " + data + ": there is no such directory");
    }
    if (from != null && !Files.isRegularFile(from)) {
      throw new BadInput("--from " + from + ": there is no such file");
    }
    return new Request(document.with(set), data, Optional.ofNullable(out), Optional.ofNullable(from), "l2l " + command + again());
  }

  private String again() {
    return (data.toString().isEmpty() ? "" : " --data " + quoted(data.toString()))
        + set.stream().map(s -> " --set " + quoted(s)).collect(Collectors.joining());
  }

  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./=:,+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
