package l2l.runner.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The result of a comparison in one or two sentences of HTML: who is best, and how surely. */
final class Lead {

  private Lead() {}

  static String of(Report report) {
    List<Row> finite = report.rows().stream().filter(row -> Double.isFinite(row.mean()))
        .sorted(Comparator.comparingDouble(Row::mean)).toList();
    String tasks = Figures.count(report.rows().get(0).tasks()) + (report.rows().get(0).tasks() == 1 ? " task" : " tasks");
    if (finite.isEmpty()) {
      return "No optimizer stayed finite on all " + tasks + ".";
    }
    Row best = finite.get(0);
    String text = name(best) + " reaches a mean " + HtmlReport.formula(report.verdict()) + " of " + value(best) + " over " + tasks;
    if (report.rows().size() == 1) {
      return text + ".";
    }
    text += ", the lowest of " + report.rows().size() + ".";
    if (finite.size() == 1) {
      return text + " All others diverged on some task.";
    }
    Row second = finite.get(1);
    if (best.name().equals(report.reference())) {
      return text + " Next is " + name(second) + " with " + value(second) + surely(second, "more");
    }
    Row reference = report.rows().stream().filter(row -> row.name().equals(report.reference())).findFirst().orElse(null);
    if (reference == null) {
      return text + " Next is " + name(second) + " with " + value(second) + ".";
    }
    return text + " The reference " + name(reference) + " reaches " + value(reference) + surely(best, "less");
  }

  /** The paired difference of this row to the reference, in words. */
  private static String surely(Row row, String than) {
    if (!Double.isFinite(row.difference()) || !(row.differenceSem() > 0)) {
      return ".";
    }
    double errors = Math.abs(row.difference()) / row.differenceSem();
    String sure = errors < 2 ? "within chance: " : "";
    return "; paired by task, " + sure + HtmlReport.escaped(row.name()) + " is "
        + Figures.withError(Math.abs(row.difference()), row.differenceSem(), "±") + " " + than
        + String.format(Locale.ROOT, " (%.1f standard errors).", errors);
  }

  private static String name(Row row) {
    return "<strong>" + HtmlReport.escaped(row.name()) + "</strong>";
  }

  private static String value(Row row) {
    return "<strong>" + Figures.withError(row.mean(), row.sem(), "±") + "</strong>";
  }
}
