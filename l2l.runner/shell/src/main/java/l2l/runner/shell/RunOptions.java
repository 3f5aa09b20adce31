package l2l.runner.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import l2l.runner.experiment.Document;
import l2l.runner.runs.Display;
import l2l.runner.runs.Fault;
import l2l.runner.runs.Request;
import l2l.runner.runs.Run;
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

  @Option(names = "--detach", description = "in a workbench: print the run's number and leave it alone")
  boolean detach;

  @Option(names = "--quiet", description = "print the table only")
  boolean quiet;

  /**
   * What is to be run.
   *
   * @throws BadInput if --data is no directory, --from no file, or a change cannot be made
   */
  Request request(Workplace place, Document document, String command) {
    if (!Files.isDirectory(place.path(data).toAbsolutePath())) {
      throw new BadInput("--data " + data + ": there is no such directory");
    }
    if (from != null && !Files.isRegularFile(place.path(from))) {
      throw new BadInput("--from " + from + ": there is no such file");
    }
    return new Request(document.with(set), place.path(data), Optional.ofNullable(out).map(place::path),
        Optional.ofNullable(from).map(place::path), "l2l " + command + again());
  }

  /** Has it run and shown; in a workbench on a thread of the workbench, which this one follows unless it is told not to. */
  int run(Workplace place, Request request) throws InterruptedException {
    if (place.workbench().isEmpty()) {
      if (detach) {
        throw new BadInput("--detach: a run goes on by itself only in a workbench; l2l workbench --background starts one");
      }
      return place.runs().run(request, new Console(place.caller(), quiet));
    }
    if (detach || !place.caller().waits()) {
      Run run = place.runs().start(request, Display.NOTHING);
      place.out().println(run.id());
      place.err().println("run " + run.id() + " has started; progress " + run.id() + " tells how it goes");
      return Fault.DONE;
    }
    Following following = new Following();
    return following.run(place.runs().start(request, following), place.caller(), new Console(place.caller(), quiet));
  }

  private String again() {
    return (data.toString().isEmpty() ? "" : " --data " + quoted(data.toString()))
        + set.stream().map(s -> " --set " + quoted(s)).collect(Collectors.joining());
  }

  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./=:,+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
