package l2l.runner.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import l2l.api.tensor.Engine;
import l2l.runner.experiment.Experiment;
import l2l.runner.loop.Contestant;
import l2l.runner.loop.Tuning;
import l2l.runner.report.Csv;
import l2l.runner.report.Curve;
import l2l.runner.report.HtmlReport;
import l2l.runner.report.PngPlot;
import l2l.runner.report.Report;
import l2l.runner.report.Row;
import l2l.runner.report.Series;
import l2l.runner.report.Statistics;
import l2l.runner.report.Training;
import l2l.runner.report.Tuned;
import l2l.runner.store.JsonText;
import l2l.runner.store.PartRecord;
import l2l.runner.store.RunDirectory;

/** What came out of a run: result.json, and the report with its curves. */
final class Findings {

  private final Experiment experiment;
  private final List<Contestant.Outcome> outcomes;
  private final List<Exchange> exchanges;
  private final Report report;

  Findings(Experiment experiment, Engine engine, List<Contestant.Outcome> outcomes, Recording recording,
      List<PartRecord> parts, List<Exchange> exchanges, String command) {
    this.experiment = experiment;
    this.exchanges = exchanges;
    this.outcomes = outcomes;
    List<Curve> curves = outcomes.stream().map(o -> Curve.of(new Series(o.name(), o.test().losses()))).toList();
    this.report = new Report(title(), verdict(), facts(engine), experiment.reference().orElse(""), rows(), curves,
        trainings(recording), warnings(recording), new String(experiment.document().bytes(), StandardCharsets.UTF_8),
        parts.stream().map(Findings::used).toList(), command);
  }

  /** A run in which code changed hands says so wherever its title stands. */
  private String title() {
    return exchanges.isEmpty() ? experiment.title() : experiment.title() + " (mixed)";
  }

  private static Report.UsedPart used(PartRecord p) {
    return new Report.UsedPart(p.role(), p.part(), p.bundle(), p.version(), p.sha256() == null ? "" : p.sha256());
  }

  Report report() {
    return report;
  }

  /**
   * Writes result.json, curves.csv, report.html and curves.png.
   *
   * @return why there is no curves.png, if there is none: some JDKs cannot draw
   */
  Optional<String> write(RunDirectory directory) {
    directory.json("result.json", result());
    directory.text("curves.csv", Csv.of(report.curves(), exchanges.size()));
    directory.text("report.html", HtmlReport.of(report));
    try {
      directory.bytes("curves.png", PngPlot.of(report.curves(), report.title(), "f(x_t)"));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("no curves.png: " + e.getMessage());
    }
  }

  private String verdict() {
    return experiment.test().judge().map(j -> j.split().name().toLowerCase(Locale.ROOT) + " loss at x_" + experiment.horizon())
        .orElse("f(x_" + experiment.horizon() + ")");
  }

  /** The run's warnings but those the report draws from the rows by itself: a tuned value at its grid's edge. */
  private List<String> warnings(Recording recording) {
    Stream<String> mixed = exchanges.stream().map(x -> "Mixed: before step " + (x.tick() + 1) + ", " + x.words() + ".");
    return Stream.concat(mixed, recording.warnings().stream()).filter(w -> outcomes.stream()
        .noneMatch(o -> o.chosen().filter(Tuning.Chosen::atEdge).isPresent() && w.startsWith(o.name() + ": the best "))).toList();
  }

  private List<Row> rows() {
    Optional<Contestant.Outcome> reference =
        outcomes.stream().filter(o -> experiment.reference().filter(o.name()::equals).isPresent()).findFirst();
    return outcomes.stream().map(o -> {
      double[] sums = new Series(o.name(), o.test().losses()).sums();
      List<Tuned> tuned = o.chosen().map(Findings::tuned).stream().toList();
      return reference.isEmpty() || reference.get() == o ? Row.of(o.name(), o.test().verdicts(), sums, tuned)
          : Row.of(o.name(), o.test().verdicts(), sums, tuned, reference.get().test().verdicts());
    }).toList();
  }

  private static Tuned tuned(Tuning.Chosen c) {
    return new Tuned(c.hyperparameter(), c.value(), c.grid()[0], c.grid()[c.grid().length - 1]);
  }

  private List<Report.Fact> facts(Engine engine) {
    List<Report.Fact> facts = new ArrayList<>();
    facts.add(new Report.Fact("seed", Long.toString(experiment.seed())));
    facts.add(new Report.Fact("horizon", experiment.horizon() + " steps"));
    facts.add(new Report.Fact("engine", experiment.engine().part().name() + ", " + engine.precision().name().toLowerCase(Locale.ROOT)));
    for (Experiment.Contestant c : experiment.contestants()) {
      c.train().ifPresent(t -> {
        facts.add(new Report.Fact(c.name() + ": objective", words(t.objective().plain())));
        facts.add(new Report.Fact(c.name() + ": estimator", words(t.estimator().plain())));
        facts.add(new Report.Fact(c.name() + ": outer", words(t.outer().plain()) + ", " + t.schedule()));
      });
    }
    return facts;
  }

  /** "backprop, unroll 20, order first" */
  private static String words(Map<String, Object> plain) {
    List<String> words = new ArrayList<>();
    plain.forEach((k, v) -> words.add(k.equals("part") ? String.valueOf(v) : k + " " + v));
    return String.join(", ", words);
  }

  private List<Training> trainings(Recording recording) {
    List<String> words = exchanges.stream().map(Exchange::words).toList();
    return recording.courses().entrySet().stream().map(e -> e.getValue().training(e.getKey(), words)).toList();
  }

  /** result.json: unrounded, no clock time in it. */
  Map<String, Object> result() {
    Map<String, Object> optimizers = new LinkedHashMap<>();
    for (int i = 0; i < outcomes.size(); i++) {
      optimizers.put(outcomes.get(i).name(), entry(outcomes.get(i), report.rows().get(i)));
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("title", title());
    result.put("mixed", !exchanges.isEmpty());
    if (!exchanges.isEmpty()) {
      result.put("swaps", exchanges.stream().map(x -> Map.of("tick", x.tick(), "what", x.words())).toList());
    }
    result.put("verdict", verdict());
    experiment.reference().ifPresent(r -> result.put("reference", r));
    result.put("optimizers", optimizers);
    return result;
  }

  private Map<String, Object> entry(Contestant.Outcome o, Row row) {
    Experiment.Contestant c = experiment.contestants().stream().filter(x -> x.name().equals(o.name())).findFirst().orElseThrow();
    Map<String, Object> m = JsonText.object("mean", row.mean(), "sem", row.sem(), "median", row.median(), "sum", row.sum(),
        "rate", rate(c, o), "diverged", row.diverged(), "tasks", row.tasks());
    o.chosen().ifPresent(t -> m.put("tuned", JsonText.object("name", t.hyperparameter(), "value", t.value(), "atEdge", t.atEdge())));
    if (experiment.reference().isPresent() && !experiment.reference().get().equals(o.name())) {
      m.put("difference", JsonText.object("mean", row.difference(), "sem", row.differenceSem()));
    }
    if (o.test().accuracies().length > 0) {
      m.put("accuracy", Statistics.mean(o.test().accuracies()));
    }
    c.train().ifPresent(t -> m.put("training", training(t, o)));
    return m;
  }

  /** The rate tuned or set; null for what was learned. */
  private static Object rate(Experiment.Contestant c, Contestant.Outcome o) {
    if (o.chosen().isPresent() && o.chosen().get().hyperparameter().equals("rate")) {
      return o.chosen().get().value();
    }
    boolean learned = c.train().isPresent() || c.arrays().isPresent() || c.file().isPresent();
    return learned ? null : c.optimizer().plain().get("rate");
  }

  private static Map<String, Object> training(Experiment.Training t, Contestant.Outcome o) {
    Map<String, Object> m =
        JsonText.object("objective", t.objective().plain(), "estimator", t.estimator().plain(), "outer", t.outer().plain());
    o.trained().ifPresent(s -> {
      m.put("metaSteps", s.step());
      s.best().ifPresent(b -> m.put("best", JsonText.object("metaStep", b.step(), "mean", b.mean())));
    });
    return m;
  }
}
