package l2l.runner.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import l2l.runner.loop.Saving;
import l2l.runner.report.Statistics;
import l2l.runner.store.BadInput;
import l2l.runner.store.Metric;
import l2l.runner.store.RunDirectory;

/**
 * Two runs on the same random numbers, step by step: what differs is due to what differs between them, and luck cancels.
 *
 * @param rows one a training and one a test that both have
 * @param unlike what of the two experiments differs by which pairs are not of like things, a sentence each
 */
public record Comparison(List<Row> rows, List<String> unlike) {

  /** The share of a normal distribution's width within which 95 % lie. */
  private static final double WIDTH = 1.96;

  /**
   * A paired difference.
   *
   * @param what is compared: "meta-loss lstm" or "test lstm"
   * @param pairs how many steps or tasks; a training's first steps, as long as they are equal bit for bit, as before a fork, are left out
   * @param equal how many of all are equal bit for bit
   * @param mean of second minus first, NaN without pairs
   * @param low end of the 95 % interval: mean - 1.96 standard errors; for meta-losses, which depend on each other, too narrow
   * @param high end of the 95 % interval
   */
  public record Row(String what, int pairs, int equal, double mean, double low, double high) {}

  /** Compares what two runs have written so far. */
  public static Comparison of(Run first, Run second) {
    List<Row> rows = new ArrayList<>();
    Map<String, Map<Long, Double>> a = losses(first);
    Map<String, Map<Long, Double>> b = losses(second);
    a.forEach((optimizer, steps) -> {
      Map<Long, Double> other = b.getOrDefault(optimizer, Map.of());
      List<double[]> pairs = new ArrayList<>(); // by step
      steps.forEach((step, loss) -> {
        if (other.containsKey(step)) {
          pairs.add(new double[] {loss, other.get(step)});
        }
      });
      if (!pairs.isEmpty()) {
        int apart = 0;
        while (apart < pairs.size() && equal(pairs.get(apart))) {
          apart++;
        }
        rows.add(row("meta-loss " + optimizer, pairs, apart));
      }
    });
    verdicts(first).forEach((optimizer, tasks) -> {
      double[] other = verdicts(second).get(optimizer);
      if (other != null && other.length == tasks.length) {
        List<double[]> pairs = new ArrayList<>();
        for (int i = 0; i < tasks.length; i++) {
          pairs.add(new double[] {tasks[i], other[i]});
        }
        rows.add(row("test " + optimizer, pairs, 0));
      }
    });
    if (rows.isEmpty()) {
      throw new BadInput("runs " + first.id() + " and " + second.id() + " have nothing in common that could be compared yet");
    }
    return new Comparison(rows, unlike(first, second));
  }

  private static List<String> unlike(Run first, Run second) {
    List<String> unlike = new ArrayList<>();
    for (String key : List.of("seed", "horizon", "optimizee", "test")) {
      String a = says(first, key);
      String b = says(second, key);
      if (!a.equals(b)) {
        unlike.add("\"" + key + "\" is " + a + " in run " + first.id() + " and " + b + " in run " + second.id()
            + ", so what is paired here is not alike");
      }
    }
    return unlike;
  }

  private static String says(Run run, String key) {
    try {
      JsonNode value = new ObjectMapper().readTree(run.document().text()).path(key);
      return value.isMissingNode() ? "not given" : value.toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document is JSON", e);
    }
  }

  private static boolean equal(double[] pair) {
    return Double.compare(pair[0], pair[1]) == 0;
  }

  private static Row row(String what, List<double[]> all, int from) {
    int equal = (int) all.stream().filter(Comparison::equal).count();
    List<double[]> pairs = all.subList(from, all.size());
    if (equal == all.size()) {
      return new Row(what, pairs.size(), equal, 0, 0, 0);
    }
    Statistics.Mean mean = Statistics.paired(pairs.stream().mapToDouble(p -> p[1]).toArray(),
        pairs.stream().mapToDouble(p -> p[0]).toArray());
    return new Row(what, pairs.size(), equal, mean.value(), mean.value() - WIDTH * mean.error(), mean.value() + WIDTH * mean.error());
  }

  private static Map<String, Map<Long, Double>> losses(Run run) {
    Map<String, Map<Long, Double>> losses = new TreeMap<>();
    try (Stream<String> lines = RunDirectory.metrics(directory(run))) {
      lines.map(Metric::of).forEach(m -> losses.computeIfAbsent(m.optimizer(), k -> new TreeMap<>()).put(m.metaStep(), m.objective()));
    }
    return losses;
  }

  private static Map<String, double[]> verdicts(Run run) {
    Map<String, double[]> verdicts = new TreeMap<>();
    RunDirectory.outcomes(directory(run)).forEach((name, file) -> verdicts.put(name, Saving.verdicts(file.values())));
    return verdicts;
  }

  private static java.nio.file.Path directory(Run run) {
    return run.directory().orElseThrow(() -> new BadInput("run " + run.id() + " has not begun yet"));
  }
}
