package l2l.runner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A report as the demo makes it: six optimizers on 1,000 tasks, made up but of realistic size and shape. */
final class Sample {

  static final int TASKS = 1000;
  static final int HORIZON = 100;

  private static final String EXPERIMENT = """
      {
        "kind": "compare",
        "title": "Learned against tuned: 10-dimensional quadratics",
        "seed": 1,
        "horizon": 100,
        "threads": 2,
        "engine": {"part": "nd4j", "precision": "float"},
        "optimizee": {"part": "quadratic", "dimension": 10, "problems": 128},
        "validation": {"draws": 1, "optimizee": {"problems": 1000}},
        "test": {"draws": 1, "optimizee": {"problems": 1000}},
        "optimizers": {
          "lstm": {"part": "lstm", "scale": 0.1,
                   "train": {"objective": {"part": "sum"}, "estimator": {"part": "backprop", "unroll": 20, "order": "first"},
                             "outer": {"part": "adam", "rate": 0.003}, "schedule": "cosine", "final": 0.01,
                             "steps": 2500, "validate": 250}},
          "sgd": {"part": "sgd", "tune": {"rate": {"from": 1e-4, "to": 10, "points": 101}}}
        },
        "reference": "lstm"
      }
      """;

  private Sample() {}

  /** f falls from about 200 at the given pace towards a floor; tasks differ in pace. */
  static Series series(String name, double pace, double floor, double wobble) {
    SplittableRandom random = new SplittableRandom(name.hashCode());
    SplittableRandom tasks = new SplittableRandom(7);
    double[][] values = new double[TASKS][HORIZON + 1];
    for (double[] task : values) {
      double start = 100 * Math.exp(0.35 * gauss(tasks));
      double own = pace * Math.exp(0.4 * gauss(random));
      double rest = floor * Math.exp(1.1 * gauss(random));
      for (int t = 0; t <= HORIZON; t++) {
        double fallen = start * Math.exp(-own * 12 * (1 - Math.exp(-t / 40.0)));
        task[t] = fallen * (1 + wobble * Math.sin(0.5 * t) * Math.exp(-t / 30.0)) + rest * t / HORIZON;
      }
    }
    return new Series(name, values);
  }

  static Report report() {
    List<Series> all = List.of(series("lstm", 1.05, 0.004, 0.1), series("sgd", 0.38, 0.3, 0), series("momentum", 0.5, 0.2, 0.4),
        series("nesterov", 0.55, 0.2, 0.3), series("rmsprop", 0.35, 0.6, 0.02), series("adam", 0.4, 0.25, 0.1));
    double[] rates = {Double.NaN, 0.01585, 0.00501, 0.00562, 0.1995, 10};
    double[] reference = all.get(0).at(HORIZON);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Series series = all.get(i);
      rows.add(i == 0 ? Row.of(series.name(), reference, series.sums(), List.of())
          : Row.of(series.name(), series.at(HORIZON), series.sums(), List.of(new Tuned("rate", rates[i], 1e-4, 10)), reference));
    }
    List<Report.Fact> facts = List.of(new Report.Fact("Optimizee", "quadratic, dimension 10"), new Report.Fact("Horizon", "100 steps"),
        new Report.Fact("Test tasks", "1,000 fresh"), new Report.Fact("Seed", "1"), new Report.Fact("Engine", "nd4j, float"),
        new Report.Fact("Second derivatives", "dropped"), new Report.Fact("Losses summed", "x_1 … x_T"),
        new Report.Fact("JDK, CPU", "17.0.15, x86-64 (Haswell gemm)"));
    List<Report.UsedPart> parts = new ArrayList<>();
    for (String part : List.of("quadratic", "lstm", "sgd", "momentum", "nesterov", "rmsprop", "adam")) {
      parts.add(new Report.UsedPart("quadratic".equals(part) ? "optimizee" : "optimizer", part, "l2l.optimizers." + part, "1.0.0",
          "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea"));
    }
    return new Report("Learned against tuned: 10-dimensional quadratics", "f(x_100)", facts, "lstm", rows,
        all.stream().map(Curve::of).toList(), List.of(training()), List.of("The engine fell back to Java: no natives for this platform."),
        EXPERIMENT, parts, "./l2l run experiments/demo.json --out out/demo");
  }

  static Training training() {
    SplittableRandom random = new SplittableRandom(3);
    int n = 2500;
    double[] steps = new double[n];
    double[] loss = new double[n];
    double[] norm = new double[n];
    for (int i = 0; i < n; i++) {
      steps[i] = i + 1;
      double phase = Math.exp(-0.9 * (i % 5)) * 600;
      loss[i] = (phase * (0.3 + Math.exp(-i / 300.0)) + 8) * Math.exp(0.2 * gauss(random));
      norm[i] = (30 + 500 * Math.exp(-i / 200.0)) * Math.exp(0.8 * gauss(random));
    }
    double[] at = new double[10];
    double[] validation = {31.2, 4.4, 1.21, 0.62, 0.401, 0.288, 0.221, 0.187, 0.171, 0.174};
    for (int i = 0; i < 10; i++) {
      at[i] = 250.0 * (i + 1);
    }
    return new Training("lstm", "2,500 meta-steps, 71 s", steps, loss, norm, at, validation);
  }

  private static double gauss(SplittableRandom random) {
    double sum = -6;
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sum;
  }
}
