package l2l.runner.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import l2l.runner.runs.Fault;
import l2l.runner.runs.Pause;
import l2l.runner.runs.Run;
import l2l.runner.store.JsonText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What runs, and what ran. */
@Command(name = "runs", mixinStandardHelpOptions = true,
    description = "List the runs of the workbench: state, step, time left, and why one is paused.")
final class RunsCommand implements Callable<Integer>, OfWorkbench {

  @Option(names = "--json", description = "as JSON, for programs")
  private boolean json;

  private final Workplace place;

  RunsCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    if (json) {
      place.out().print(JsonText.page(place.runs().all().stream().map(RunsCommand::plain).toList()));
      return Fault.DONE;
    }
    List<List<String>> lines = new ArrayList<>(List.of(List.of("RUN", "STATE", "EXPERIMENT", "STEP", "LEFT", "")));
    place.runs().all().forEach(r -> lines.add(List.of("" + r.id(), state(r), r.name(), step(r), left(r), says(r))));
    place.out().print(lines.size() == 1 ? "no run yet; run NAME starts one\n" : PartsText.columns(lines));
    return Fault.DONE;
  }

  private static String state(Run r) {
    return r.state() + r.pause().map(p -> " " + p.reason()).orElse("") + (r.mixed() ? " mixed" : "");
  }

  private static String step(Run r) {
    return r.state().over() ? "-" : r.progress().map(p -> p.done() + " of " + p.total()).orElse("-");
  }

  private static String left(Run r) {
    double seconds = r.progress().map(Run.Progress::secondsLeft).orElse(Double.NaN);
    if (Double.isNaN(seconds) || r.state() != Run.State.RUNNING) {
      return "-";
    }
    long s = Math.round(seconds);
    return s < 60 ? s + " s" : s < 3600 ? s / 60 + " min" : s / 3600 + " h " + s % 3600 / 60 + " min";
  }

  private static String says(Run r) {
    String more = r.parent().isPresent() ? " (from run " + r.parent().getAsLong() + ")" : "";
    return r.line() + more + r.directory().map(Path::getFileName).map(d -> "  [" + d + "]").orElse("");
  }

  private static Map<String, Object> plain(Run r) {
    Optional<Run.Progress> p = r.progress();
    return JsonText.object("id", r.id(), "name", r.name(), "state", r.state().name(),
        "reason", r.pause().map(Pause::reason).map(Enum::name).orElse(null), "sentence", r.line(),
        "phase", p.map(Run.Progress::phase).orElse(null), "step", p.map(Run.Progress::done).orElse(null),
        "total", p.map(Run.Progress::total).orElse(null), "value", p.map(Run.Progress::value).orElse(null),
        "secondsLeft", p.map(Run.Progress::secondsLeft).filter(Double::isFinite).orElse(null), "mixed", r.mixed(),
        "parent", r.parent().isPresent() ? r.parent().getAsLong() : null, "directory", r.directory().map(Path::toString).orElse(null));
  }
}
