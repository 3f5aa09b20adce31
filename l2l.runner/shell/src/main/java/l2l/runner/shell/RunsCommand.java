package l2l.runner.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import l2l.runner.runs.Fault;
import picocli.CommandLine.Command;

/** What runs, and what ran. */
@Command(name = "runs", mixinStandardHelpOptions = true, description = "List the runs of the workbench.")
final class RunsCommand implements Callable<Integer>, OfWorkbench {

  private final Workplace place;

  RunsCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    List<List<String>> lines = new ArrayList<>(List.of(List.of("RUN", "STATE", "EXPERIMENT", "DIRECTORY", "")));
    place.runs().all().forEach(r ->
        lines.add(List.of("" + r.id(), r.state().name(), r.name(), r.directory().map(Path::toString).orElse("-"), r.line())));
    place.out().print(PartsText.columns(lines));
    return Fault.DONE;
  }
}
