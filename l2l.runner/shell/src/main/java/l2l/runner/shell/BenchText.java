package l2l.runner.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import l2l.runner.bench.Count;
import l2l.runner.bench.Measurement;
import l2l.runner.bench.Memory;
import l2l.runner.bench.Rates;
import l2l.runner.bench.Spread;

/** Measurements in words: one with all that was found, and a table of many. */
final class BenchText {

  private static final double MEGA = 1e6;
  private static final double GIGA = 1e9;

  private BenchText() {}

  /** One of them, a line a figure. */
  static String one(Measurement m) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%n%s  %s%n", m.workload(), m.title()));
    if (!m.changes().isEmpty()) {
      line(text, "changed", "%s; its work was counted unchanged, so there is no floor", String.join(", ", m.changes()));
    }
    line(text, "time", "%s %s (%s … %s in %d rounds), processor %s; %s; the very first took %s s", figure(m.wall().median()), m.unit(),
        figure(m.wall().min()), figure(m.wall().max()), m.rounds().size(), figure(m.processor().median()),
        m.threads() == 1 ? "1 thread" : m.threads() + " threads", figure(m.first()));
    Rates r = m.rates();
    if (m.update() != null) {
      double update = m.update().wall().median();
      double moved = m.update().count().bytes();
      line(text, "update", "%s ms where the optimizee costs next to nothing: the update and the loop around it, %s times the %s MB they move "
          + "at the streaming rate", figure(update), figure(update * r.stream().max() / 1e3 / moved), figure(moved / MEGA));
    }
    if (m.changes().isEmpty()) {
      Count c = m.count();
      line(text, "counted", "%s MFLOP in products, %s M values of tanh and sigmoid, %s MB to memory and from it",
          figure(c.flops() / MEGA), figure(c.functions() / MEGA), figure(c.bytes() / MEGA));
    }
    line(text, "machine", "%s GFLOP/s in products (%s), %s GB/s streaming, %s G values of tanh a second", figure(r.product() / GIGA),
        r.products().stream().map(p -> p.shape() + ": " + figure(p.rate().max() / GIGA)).collect(Collectors.joining(", ")),
        figure(r.stream().max() / GIGA), figure(r.functions().max() / GIGA));
    if (m.changes().isEmpty()) {
      line(text, "reached", "%s of the rate of products, %s of the streaming rate", share(reachedOfProducts(m)), share(reachedOfStream(m)));
      line(text, "floor", "%s = products %s + tanh and sigmoid %s + memory %s; the time is %s times that", figure(m.floor().total()),
          figure(m.floor().products()), figure(m.floor().functions()), figure(m.floor().memory()),
          figure(m.wall().median() / m.floor().total()));
    }
    line(text, "memory", "%s", memory(m.memory()));
    line(text, "circumstances", "load %.2f before and %.2f behind; Java %s; %s", m.load().get(0), m.load().get(1), m.java(),
        m.facts().entrySet().stream().sorted(Map.Entry.comparingByKey()).map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", ")));
    return text.toString();
  }

  private static void line(StringBuilder text, String head, String format, Object... values) {
    text.append(String.format(Locale.ROOT, "  %-14s", head)).append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String memory(Memory m) {
    return m == null ? "n/a: this system does not tell" : String.format(Locale.ROOT,
        "%.0f MB for the arrays: peak %.0f MB, %.0f MB before the first; the heap may take %.0f MB", m.grown(), m.peak(), m.base(),
        m.heap());
  }

  /** Many of them, a line each. */
  static String table(List<Measurement> all) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("", "time", "unit", "least", "greatest", "processor", "floor", "x floor", "of products", "of memory", "MB"));
    for (Measurement m : all) {
      Spread wall = m.wall();
      List<String> line = new ArrayList<>(List.of(m.workload(), figure(wall.median()), m.unit().replaceAll(",.*", ""), figure(wall.min()),
          figure(wall.max()), figure(m.processor().median())));
      line.addAll(m.changes().isEmpty() ? List.of(figure(m.floor().total()), figure(wall.median() / m.floor().total()),
          share(reachedOfProducts(m)), share(reachedOfStream(m))) : List.of("-", "-", "-", "-"));
      line.add(m.memory() == null ? "n/a" : String.format(Locale.ROOT, "%.0f", m.memory().grown()));
      lines.add(line);
    }
    return "\n" + PartsText.columns(lines) + "\nThreads: " + all.get(0).threads() + ". Floor: counted work at the rates this machine had "
        + "while measured; MB: peak less what was there before the first array.\n";
  }

  private static double reachedOfProducts(Measurement m) {
    return m.wall().median() == 0 ? 0 : m.floor().products() / m.wall().median();
  }

  private static double reachedOfStream(Measurement m) {
    return m.wall().median() == 0 ? 0 : m.floor().memory() / m.wall().median();
  }

  private static String share(double x) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * x);
  }

  /** Three digits that count. */
  static String figure(double x) {
    double size = Math.abs(x);
    int digits = size == 0 || !Double.isFinite(x) ? 0 : (int) Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(size))));
    return String.format(Locale.ROOT, "%." + digits + "f", x);
  }
}
