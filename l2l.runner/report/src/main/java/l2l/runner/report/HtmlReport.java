package l2l.runner.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import l2l.runner.report.Json.Chart;
import l2l.runner.report.Json.Line;

/**
 * The report as one HTML page that needs nothing but itself: no network, no other file.
 *
 * <p>The page's own Content-Security-Policy forbids every fetch. All text from the experiment and from parts is escaped. The layout is
 * page.html and page.css beside this class, its behaviour
 * scale.js, plot.js, chart.js and page.js.
 */
public final class HtmlReport {

  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");
  private static final Pattern SUBSCRIPT = Pattern.compile("(?<=[a-zA-Z])_(\\w+)");
  private static final String PLUS_MINUS = "±";

  /** So many groups of neighbouring meta-steps make a training curve. */
  private static final int GROUPS = 250;

  /** So many swaps of a training are told below it. */
  private static final int SWAPS = 20;

  private final Report report;
  private final Map<String, Chart> charts = new LinkedHashMap<>();

  private HtmlReport(Report report) {
    this.report = report;
  }

  /** The whole page. */
  public static String of(Report report) {
    return new HtmlReport(report).page();
  }

  private String page() {
    Map<String, String> places = new LinkedHashMap<>();
    places.put("title", escaped(report.title()));
    places.put("colours", colours());
    places.put("css", resource("page.css"));
    places.put("lead", report.rows().isEmpty() ? "" : "<p class=\"lead\">" + Lead.of(report) + "</p>");
    places.put("facts", facts());
    places.put("warnings", warnings());
    places.put("curves", curves());
    places.put("table", report.rows().isEmpty() ? "" : HtmlTable.of(report));
    places.put("training", training());
    places.put("reproduce", reproduce());
    places.put("experiment", report.experiment().isBlank() ? "" : "<section><h2>Experiment</h2><p class=\"note\">As given.</p>"
        + "<pre class=\"long\" tabindex=\"0\"><code>" + escaped(report.experiment().strip()) + "</code></pre></section>");
    places.put("parts", parts());
    places.put("data", charts.entrySet().stream().map(chart -> Json.string(chart.getKey()) + ":" + chart.getValue().json())
        .collect(Collectors.joining(",\n", "{", "}")));
    places.put("js", Stream.of("scale.js", "plot.js", "chart.js", "page.js").map(HtmlReport::resource)
        .collect(Collectors.joining("\n\n", "\"use strict\";\n{\n", "\n}")));
    return PLACE.matcher(resource("page.html")).replaceAll(place -> Matcher.quoteReplacement(places.get(place.group(1))));
  }

  private String facts() {
    if (report.facts().isEmpty()) {
      return "";
    }
    return report.facts().stream().map(fact -> "<div><dt>" + escaped(fact.name()) + "</dt><dd>" + formula(fact.value()) + "</dd></div>")
        .collect(Collectors.joining("\n", "<dl class=\"facts\">\n", "\n</dl>"));
  }

  private String warnings() {
    List<String> warnings = report.allWarnings();
    if (warnings.isEmpty()) {
      return "";
    }
    String head = "<aside class=\"warnings\"><h2>" + (warnings.size() == 1 ? "Warning" : "Warnings") + "</h2><ul>\n";
    return warnings.stream().map(warning -> "<li>" + formula(warning) + "</li>").collect(Collectors.joining("\n", head, "\n</ul></aside>"));
  }

  private String curves() {
    if (report.curves().isEmpty()) {
      return "";
    }
    List<Line> lines = IntStream.range(0, report.curves().size()).mapToObj(
        i -> new Line(report.curves().get(i), i, report.curves().get(i).name().equals(report.reference()))).toList();
    charts.put("loss", new Chart("step t", Report.LOSS, Axis.ofLosses(report.curves(), false).log(), false, true, false, -1, lines,
        List.of()));
    return """
        <section data-charts="loss"><h2>Loss curves</h2>
        <p class="note">Over all tasks. Click a name to hide its curve, point at the plot to read values, drag across it to zoom.</p>
        <div data-bar></div><div data-chart="loss"></div></section>""";
  }

  private String training() {
    StringBuilder html = new StringBuilder();
    for (int i = 0; i < report.trainings().size(); i++) {
      Training training = report.trainings().get(i);
      int colour = Math.max(0, report.curves().stream().map(Curve::name).toList().indexOf(training.name()));
      List<String> panels = new ArrayList<>();
      if (training.validatedAt().length > 0) {
        Curve curve = Curve.grouped(training.name(), training.validatedAt(), training.validation(), training.validatedAt().length);
        panels.add(panel(i + "-validation", "Validation objective", validationNote(training), curve, colour, training));
      }
      if (training.steps().length > 0) {
        String note = training.steps().length > GROUPS ? "Median and 10–90 % of " + (training.steps().length + GROUPS - 1) / GROUPS
            + " neighbouring meta-steps." : "At each meta-step.";
        Curve loss = Curve.grouped(training.name(), training.steps(), training.metaLoss(), GROUPS);
        Curve norm = Curve.grouped(training.name(), training.steps(), training.gradientNorm(), GROUPS);
        panels.add(panel(i + "-loss", "Meta-loss", note, loss, colour, training));
        panels.add(panel(i + "-norm", "Norm of the meta-gradient", note + " Before clipping.", norm, colour, training));
      }
      html.append("<section data-charts=\"training\"><h2>Training of ").append(escaped(training.name())).append("</h2><p class=\"note\">")
          .append(formula(training.cost())).append("</p><div data-bar></div><div class=\"panels\">").append(String.join("\n", panels))
          .append("</div>").append(swaps(training)).append("</section>\n");
    }
    return html.toString();
  }

  /** What the numbered lines in the panels mean. */
  private static String swaps(Training training) {
    if (training.swaps().isEmpty()) {
      return "";
    }
    int more = training.swaps().size() - SWAPS;
    return training.swaps().stream().limit(SWAPS).map(mark -> "<li>Before meta-step " + Figures.count((long) mark.before()) + ": "
        + escaped(mark.words()) + "</li>").collect(Collectors.joining("\n",
        "<p class=\"note\">Mixed: at each dashed line, parts changed hands.</p><ol class=\"note\">",
        more > 0 ? "\n</ol><p class=\"note\">And " + Figures.count(more) + " more.</p>" : "\n</ol>"));
  }

  private static String validationNote(Training training) {
    int best = training.best();
    return best < 0 ? "Never finite: no theta was kept." : "The theta kept is the best, " + Figures.of(training.validation()[best])
        + " after meta-step " + Figures.of(training.validatedAt()[best]) + ".";
  }

  private String panel(String key, String title, String note, Curve curve, int colour, Training training) {
    boolean dots = key.endsWith("validation");
    int best = dots ? training.best() : -1;
    boolean log = Axis.ofLosses(List.of(curve), false).log();
    charts.put(key, new Chart("meta-step", "", log, true, false, dots, best, List.of(new Line(curve, colour, false)),
        training.swaps()));
    return "<div><h3>" + title + "</h3><p class=\"note\">" + note + "</p><div data-chart=\"" + key + "\"></div></div>";
  }

  private String reproduce() {
    return report.command().isBlank() ? "" : """
        <section><h2>Do it again</h2>
        <p class="note">The same experiment, code, JDK and kind of CPU give the same bits, whatever the number of threads.</p>
        <pre tabindex="0"><code>%s</code></pre></section>""".formatted(escaped(report.command()));
  }

  private String parts() {
    if (report.parts().isEmpty()) {
      return "";
    }
    return report.parts().stream().map(part -> "<tr><td>" + escaped(part.role()) + "</td><td>" + escaped(part.name()) + "</td><td>"
        + escaped(part.bundle()) + "</td><td>" + escaped(part.version()) + "</td><td><code>" + escaped(part.sha256()) + "</code></td></tr>")
        .collect(Collectors.joining("\n", "<section><h2>Parts</h2><div class=\"scroll\" tabindex=\"0\"><table class=\"words\"><thead><tr>"
            + "<th>Role</th><th>Part</th><th>Bundle</th><th>Version</th><th>SHA-256</th></tr></thead><tbody>\n",
            "\n</tbody></table></div></section>"));
  }

  private static String colours() {
    String light = "--ground:#fdfdfc;--raised:#f1f1ee;--tip:#ffffff;--ink:#1b1b1a;--soft:#55554f;--faint:#77776f;--rule:#dbdbd5;"
        + "--grid:#e9e9e4;--warn:#a84300;--warn-ground:#fdf2e6;--focus:#0072b2;" + palette(Palette.LIGHT);
    String dark = "--ground:#161617;--raised:#232325;--tip:#232325;--ink:#ededeb;--soft:#b3b3ae;--faint:#8e8e89;--rule:#3a3a3c;"
        + "--grid:#2a2a2c;--warn:#ffab66;--warn-ground:#2e2318;--focus:#6bb7f0;" + palette(Palette.DARK);
    return ":root{" + light + "}\n@media print{:root{--ground:#fff}}\n@media screen and (prefers-color-scheme:dark){:root{" + dark + "}}";
  }

  private static String palette(List<String> colours) {
    return IntStream.range(0, colours.size()).mapToObj(i -> "--c" + i + ":" + colours.get(i)).collect(Collectors.joining(";"));
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("report.html: " + name + " cannot be read from the bundle", e);
    }
  }

  /** Text as HTML, with x_100 as a subscript. */
  static String formula(String text) {
    return SUBSCRIPT.matcher(escaped(text)).replaceAll("<sub>$1</sub>");
  }

  /** Text as HTML text or attribute value. */
  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
  }

  /** A value with its error, the error fainter. */
  static String withError(double value, double error) {
    String text = Figures.withError(value, error, PLUS_MINUS).replace("-", "−");
    int at = text.indexOf(" " + PLUS_MINUS);
    return at < 0 ? text.replaceFirst("^−$", "–") : text.substring(0, at) + " <span class=\"error\">" + text.substring(at + 1) + "</span>";
  }
}
