package l2l.runner.runs;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import l2l.api.state.Values;
import l2l.runner.experiment.Experiment;
import l2l.runner.loop.Contestant;
import l2l.runner.loop.Saving;
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

  /** A run that was stopped: saved where it stood, if it was being trained; the sentence says where to go on. */
  static String stopped(Situation situation) {
    Recording recording = situation.recording().orElseThrow();
    Optional<Path> snapshot = Saving.training(situation.file().snapshot()) ? Optional.of(situation.snapshot()) : Optional.empty();
    recording.event("stopped", "phase", recording.progress().phase());
    return "stopped while " + recording.progress().phase() + snapshot.map(s -> "; go on with --from " + s)
        .orElse("; nothing was being trained, so there is no snapshot");
  }
}
