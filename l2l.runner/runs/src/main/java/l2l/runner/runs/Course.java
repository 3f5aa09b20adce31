package l2l.runner.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import l2l.runner.report.Training;

/**
 * A training's figures for the report, at most some thousand of them however long it takes: where there are more, every second is dropped
 * and from then on only every second is taken. All of them stand in metrics.csv.
 */
final class Course {

  private static final int MOST = 8192;

  private record Point(double step, double loss, double norm) {}

  private final List<double[]> validations = new ArrayList<>();
  private List<Point> points = new ArrayList<>();
  private final double begun;
  private double now;
  private long stride = 1;
  private long seen;

  /** @param begun seconds of the run's clock at the training's begin */
  Course(double begun) {
    this.begun = begun;
    this.now = begun;
  }

  void step(long step, double loss, double norm, double seconds) {
    now = seconds;
    if (seen++ % stride == 0) {
      points.add(new Point(step, loss, norm));
    }
    if (points.size() > MOST) {
      List<Point> half = new ArrayList<>();
      for (int i = 0; i < points.size(); i += 2) {
        half.add(points.get(i));
      }
      points = half;
      stride *= 2;
    }
  }

  void validated(long step, double mean) {
    validations.add(new double[] {step, mean});
  }

  /** Meta-steps seen. */
  long steps() {
    return seen;
  }

  /** Seconds it took in this run, validations included. */
  double seconds() {
    return now - begun;
  }

  /** For the report. */
  Training training(String name) {
    String cost = String.format(Locale.ROOT, "%,d meta-steps, %.0f s", seen, seconds());
    return new Training(name, cost, points.stream().mapToDouble(Point::step).toArray(), points.stream().mapToDouble(Point::loss).toArray(),
        points.stream().mapToDouble(Point::norm).toArray(), validations.stream().mapToDouble(v -> v[0]).toArray(),
        validations.stream().mapToDouble(v -> v[1]).toArray());
  }
}
