package l2l.runner.report;

import java.util.List;
import java.util.stream.Collectors;

/** The comparison as an HTML table; the unrounded figure is each cell's title. */
final class HtmlTable {

  private final Report report;
  private final List<String> settings;
  private final boolean compared;
  private final double best;

  private HtmlTable(Report report) {
    this.report = report;
    settings = report.rows().stream().flatMap(row -> row.tuned().stream()).map(Tuned::setting).distinct().toList();
    compared = !report.reference().isEmpty() && report.rows().size() > 1;
    best = report.rows().stream().mapToDouble(Row::mean).min().orElse(Double.NaN);
  }

  static String of(Report report) {
    return new HtmlTable(report).html();
  }

  private String html() {
    int tasks = report.rows().get(0).tasks();
    StringBuilder html = new StringBuilder("<section><h2>Results</h2><p class=\"note\">").append(HtmlReport.formula(report.verdict()))
        .append(" over ").append(Figures.count(tasks)).append(tasks == 1 ? " task" : " tasks")
        .append(": mean with its standard error, median; the sum is f(x<sub>1</sub>) + … + f(x<sub>T</sub>), averaged over tasks.");
    if (compared) {
      html.append(" The last column is the mean difference, task by task, to ").append(HtmlReport.escaped(report.reference())).append('.');
    }
    html.append("</p><div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th>Optimizer</th><th>Mean</th><th>Median</th><th>Sum</th>");
    settings.forEach(setting -> html.append("<th>Tuned ").append(HtmlReport.escaped(setting)).append("</th>"));
    html.append("<th>Diverged</th>");
    if (compared) {
      html.append("<th>Difference to ").append(HtmlReport.escaped(report.reference())).append("</th>");
    }
    html.append("</tr></thead><tbody>\n");
    for (int i = 0; i < report.rows().size(); i++) {
      html.append(row(report.rows().get(i), i)).append('\n');
    }
    return html.append("</tbody></table></div></section>").toString();
  }

  private String row(Row row, int i) {
    StringBuilder html = new StringBuilder(row.mean() == best && report.rows().size() > 1 ? "<tr class=\"best\">" : "<tr>");
    html.append("<td><i class=\"key\" style=\"color:var(--c").append(i % Palette.LIGHT.size()).append(")\"></i>")
        .append(HtmlReport.escaped(row.name())).append("</td>");
    html.append(cell(row.mean() + " ± " + row.sem(), HtmlReport.withError(row.mean(), row.sem())));
    html.append(cell(Double.toString(row.median()), shown(row.median())));
    html.append(cell(Double.toString(row.sum()), shown(row.sum())));
    settings.forEach(setting -> html.append(tuned(row, setting)));
    html.append("<td>").append(Figures.count(row.diverged())).append("</td>");
    if (compared) {
      boolean reference = row.name().equals(report.reference());
      html.append(reference ? "<td>–</td>" : cell(row.difference() + " ± " + row.differenceSem(),
          HtmlReport.withError(row.difference(), row.differenceSem())));
    }
    return html.append("</tr>").toString();
  }

  private static String tuned(Row row, String setting) {
    String values = row.tuned().stream().filter(tuned -> tuned.setting().equals(setting)).map(tuned -> {
      String grid = Figures.of(tuned.least()) + " to " + Figures.of(tuned.greatest());
      String value = Figures.of(tuned.value());
      return tuned.atEdge() ? "<span class=\"edge\" title=\"At the edge of its grid, " + grid + "\">" + value + " !</span>"
          : "<span title=\"" + tuned.value() + " of " + grid + "\">" + value + "</span>";
    }).collect(Collectors.joining(", "));
    return "<td>" + (values.isEmpty() ? "–" : values) + "</td>";
  }

  private static String cell(String unrounded, String shown) {
    return "<td title=\"" + unrounded + "\">" + shown + "</td>";
  }

  private static String shown(double value) {
    return Double.isNaN(value) ? "–" : Figures.padded(value).replace("-", "−");
  }
}
