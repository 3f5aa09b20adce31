package l2l.runner.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import l2l.runner.report.Training;
import l2l.runner.store.JsonText;
import l2l.runner.store.Metric;
import l2l.runner.store.RunDirectory;

/**
 * A training's figures for the report, at most some thousand of them however long it takes: where there are more, every second is dropped
 * and from then on only every second is taken. All of them stand in metrics.csv.
 */
final class Course {

  private static final int MOST = 8192;
  private static final String TRAINING = "meta-training ";

  /** The first meta-step after swaps: the first and one behind the last of them. */
  private record Swapped(long step, int from, int to) {}

  private record Point(double step, double loss, double norm) {}

  private final List<Swapped> swaps = new ArrayList<>();
  private final List<double[]> validations = new ArrayList<>();
  private List<Point> points = new ArrayList<>();
  private final double begun;
  private double now;
  private long stride = 1;
  private long seen;
  private long last;
  private int mixed;

  /** @param begun seconds of the run's clock at the training's begin */
  Course(double begun) {
    this.begun = begun;
    this.now = begun;
  }

  /** @param mixed swaps in the run by then */
  void step(long step, double loss, double norm, int mixed, double seconds) {
    if (seen > 0 && mixed > this.mixed) {
      swaps.add(new Swapped(step, this.mixed, mixed));
    }
    this.mixed = mixed;
    now = seconds;
    last = step;
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

  /** The trainings a run's record tells of, by optimizer. */
  static Map<String, Course> written(RunDirectory directory) {
    Map<String, Course> courses = new LinkedHashMap<>();
    Map<String, Double> begun = new LinkedHashMap<>();
    Map<String, Map<Long, double[]>> validated = new LinkedHashMap<>();
    for (JsonNode e : directory.events()) {
      String what = e.path("what").asText();
      String name = e.path("name").asText();
      if (what.equals("phase") && name.startsWith(TRAINING)) {
        begun.putIfAbsent(name.substring(TRAINING.length()), e.path("seconds").asDouble());
      } else if (what.equals("validated")) {
        long step = e.path("metaStep").asLong();
        validated.computeIfAbsent(e.path("optimizer").asText(), k -> new TreeMap<>())
            .put(step, new double[] {JsonText.number(e.path("mean")), e.path("seconds").asDouble()});
      }
    }
    try (Stream<String> lines = directory.metrics()) {
      lines.map(Metric::of).forEach(m -> {
        Course course = courses.computeIfAbsent(m.optimizer(), k -> new Course(begun.getOrDefault(k, 0.0)));
        course.step(m.metaStep(), m.objective(), m.gradientNorm(), m.mixed(), course.now);
      });
    }
    courses.forEach((name, course) -> validated.getOrDefault(name, Map.of()).forEach((step, v) -> {
      if (step <= course.last) {
        course.validated(step, v[0]);
        course.now = Math.max(course.now, v[1]);
      }
    }));
    return courses;
  }

  /** Meta-steps seen. */
  long steps() {
    return seen;
  }

  /** Seconds it took in this run, validations included. */
  double seconds() {
    return now - begun;
  }

  /**
   * For the report.
   *
   * @param words of the swaps in the run, first to last
   */
  Training training(String name, List<String> words) {
    List<Training.Mark> marks = swaps.stream().filter(x -> x.to <= words.size())
        .map(x -> new Training.Mark(x.step, String.join("; ", words.subList(x.from, x.to)))).toList();
    String cost = String.format(Locale.ROOT, "%,d meta-steps, %.0f s", seen, seconds());
    return new Training(name, cost, points.stream().mapToDouble(Point::step).toArray(), points.stream().mapToDouble(Point::loss).toArray(),
        points.stream().mapToDouble(Point::norm).toArray(), validations.stream().mapToDouble(v -> v[0]).toArray(),
        validations.stream().mapToDouble(v -> v[1]).toArray(), marks);
  }
}
