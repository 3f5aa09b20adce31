package l2l.runner.runs;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import l2l.api.state.Values;
import l2l.runner.experiment.Experiment;
import l2l.runner.loop.Contestant;
import l2l.runner.loop.Stage;
import l2l.runner.loop.Standing;
import l2l.runner.store.JsonText;
import l2l.runner.store.RunDirectory;
import l2l.runner.store.TrainedOptimizer;

/** What is left when a run, or a contestant in it, has come to its end. */
final class Conclusion {

  private Conclusion() {}

  /** Writes down what a contestant came to, and its theta if it was learned or tuned. */
  static void of(Contestant.Outcome o, Experiment experiment, Ledger ledger, RunDirectory directory) {
    if (o.trained().isEmpty() && o.chosen().isEmpty()) {
      return;
    }
    Experiment.Contestant c = experiment.contestants().stream().filter(x -> x.name().equals(o.name())).findFirst().orElseThrow();
    Map<String, String> notes = ledger.mixed()
        ? Map.of("experiment", experiment.title(), "seed", Long.toString(experiment.seed()), "mixed", "true")
        : Map.of("experiment", experiment.title(), "seed", Long.toString(experiment.seed()));
    directory.optimizer(o.name(),
        new TrainedOptimizer(Assembly.schema(c.optimizer()), JsonText.line(c.optimizer().plain()), Values.of(o.theta()), notes));
  }

  /** Writes the result and the report, shows them, and returns the last sentence. */
  static String of(Findings findings, Recording recording, RunDirectory directory, Display display) {
    Optional<String> lack = findings.write(directory);
    lack.ifPresent(recording::warning);
    recording.event("end");
    display.end();
    lack.ifPresent(display::say);
    display.result(findings.report());
    String sentence = "report: " + directory.path().resolve("report.html");
    display.say(sentence);
    return sentence;
  }

  /** The findings so far. */
  static Findings findings(Wiring wiring, List<Contestant.Outcome> outcomes, Recording recording, Ledger ledger, String command) {
    return new Findings(wiring.experiment(), wiring.assembly().setup().engine(), outcomes, recording, ledger.parts(), ledger.exchanges(),
        command);
  }

  /** A run that was stopped: saved where it stood, if it was being trained; the sentence says where to go on. */
  static String stopped(Execution execution, Recording recording, Standing standing) {
    boolean training = standing != null && standing.stage().filter(Stage.Training.class::isInstance).isPresent();
    Optional<Path> snapshot = training ? Optional.of(execution.snapshot()) : Optional.empty();
    recording.event("stopped", "phase", recording.progress().phase());
    return "stopped while " + recording.progress().phase() + snapshot.map(s -> "; go on with --from " + s)
        .orElse("; nothing was being trained, so there is no snapshot");
  }
}
