package l2l.runner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

  private static final double INF = Double.POSITIVE_INFINITY;
  private static final String EVIL = "<img src=x onerror=alert(1)>'\"&</script>{{js}}$1";

  private static Document parsed(String html) {
    Parser parser = Parser.htmlParser().setTrackErrors(10);
    Document page = Jsoup.parse(html, "", parser);
    assertEquals(List.of(), parser.getErrors());
    return page;
  }

  private static Report evil() {
    Series a = new Series(EVIL, new double[][] {{10, 1}, {12, Double.NaN}});
    Series b = new Series("b", new double[][] {{10, 3}, {12, 2}});
    List<Tuned> tuned = List.of(new Tuned(EVIL, 1, 1, 2));
    return new Report(EVIL, EVIL, List.of(new Report.Fact(EVIL, EVIL)), EVIL,
        List.of(Row.of(EVIL, a.at(1), a.sums(), tuned), Row.of("b", b.at(1), b.sums(), tuned, a.at(1))), List.of(Curve.of(a), Curve.of(b)),
        List.of(new Training(EVIL, EVIL, new double[] {1}, new double[] {1}, new double[] {1}, new double[] {1}, new double[] {1},
            List.of(new Training.Mark(1, EVIL)))),
        List.of(EVIL), EVIL, List.of(new Report.UsedPart(EVIL, EVIL, EVIL, EVIL, EVIL)), EVIL);
  }

  @Test
  void isAWellFormedPageWithEverySection() {
    Document page = parsed(HtmlReport.of(Sample.report()));
    assertEquals("Learned against tuned: 10-dimensional quadratics", page.title());
    assertEquals(List.of("Warnings", "Loss curves", "Results", "Training of lstm", "Do it again", "Experiment", "Parts"),
        page.select("h2").eachText());
    assertEquals(8, page.select("dl.facts dt").size());
    assertEquals(List.of("loss", "0-validation", "0-loss", "0-norm"), page.select("[data-chart]").eachAttr("data-chart"));
    assertTrue(page.select("pre").text().contains("./l2l run experiments/demo.json --out out/demo"));
    assertTrue(page.select("pre").last().wholeText().contains("\"dimension\": 10, \"problems\": 128"));
    assertEquals(7, page.select("table.words tbody tr").size());
    assertTrue(page.select("table.words").text().contains("3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea"));
  }

  @Test
  void showsEveryFigureOfTheComparison() {
    Report report = new Report("t", "f(x_100)", List.of(), "lstm", List.of(
        new Row("lstm", 1000, 0, 0.152912, 0.0223, 0.003912, 52.6199, List.of(), Double.NaN, Double.NaN),
        new Row("adam", 1000, 2, INF, Double.NaN, 0.31, INF, List.of(new Tuned("rate", 10, 1e-4, 10)), INF, Double.NaN)),
        List.of(), List.of(), List.of(), "", List.of(), "");
    Document page = parsed(HtmlReport.of(report));
    assertEquals(List.of("Optimizer Mean Median Sum Tuned rate Diverged Difference to lstm", "lstm 0.1529 ± 0.0223 0.003912 52.62 – 0 –",
        "adam inf 0.3100 inf 10 ! 2 inf"), page.select("table tr").eachText());
    assertEquals("0.152912 ± 0.0223", page.select("tr.best td").get(1).attr("title"));
    assertEquals(2, page.select("aside li").size());
    assertEquals("lstm reaches a mean f(x100) of 0.1529 ± 0.0223 over 1,000 tasks, the lowest of 2. All others diverged on some task.",
        page.select(".lead").text());
  }

  @Test
  void saysInASentenceWhoIsBestAndHowSurely() {
    Row lstm = new Row("lstm", 10, 0, 1, 0.1, 1, 1, List.of(), Double.NaN, Double.NaN);
    Row sgd = new Row("sgd", 10, 0, 2, 0.1, 1, 1, List.of(), 1, 0.125);
    Row adam = new Row("adam", 10, 0, 0.9, 0.1, 1, 1, List.of(), -0.1, 0.125);
    assertEquals("lstm reaches a mean f(x100) of 1.000 ± 0.100 over 10 tasks, the lowest of 2. "
        + "Next is sgd with 2.000 ± 0.100; paired by task, sgd is 1.000 ± 0.125 more (8.0 standard errors).", lead("lstm", lstm, sgd));
    assertEquals("adam reaches a mean f(x100) of 0.9000 ± 0.1000 over 10 tasks, the lowest of 2. "
        + "The reference lstm reaches 1.000 ± 0.100; paired by task, within chance: adam is 0.1000 ± 0.1250 less (0.8 standard errors).",
        lead("lstm", lstm, adam));
    assertEquals("lstm reaches a mean f(x100) of 1.000 ± 0.100 over 10 tasks, the lowest of 2. "
        + "Next is sgd with 2.000 ± 0.100.", lead("", lstm, sgd));
    assertEquals("lstm reaches a mean f(x100) of 1.000 ± 0.100 over 10 tasks.", lead("", lstm));
  }

  private static String lead(String reference, Row... rows) {
    Report report = new Report("t", "f(x_100)", List.of(), reference, List.of(rows), List.of(), List.of(), List.of(), "", List.of(), "");
    return Jsoup.parse(HtmlReport.of(report)).select(".lead").text();
  }

  @Test
  void marksWherePartsChangedHandsAndSaysWhich() {
    Document without = parsed(HtmlReport.of(Sample.report()));
    assertEquals(0, without.select("ol").size());
    double[] steps = {1, 2, 3, 4};
    List<Training.Mark> marks = new ArrayList<>();
    for (int i = 1; i <= 22; i++) {
      marks.add(new Training.Mark(3, "outer: adam → sgd, " + i));
    }
    Training training = new Training("lstm", "", steps, steps, steps, new double[0], new double[0], marks);
    Report report = new Report("t", "f(x_100)", List.of(), "", List.of(), List.of(), List.of(training), List.of(), "", List.of(), "");
    String html = HtmlReport.of(report);
    assertEquals("Before meta-step 3: outer: adam → sgd, 1", parsed(html).select("ol li").first().text());
    assertEquals(20, parsed(html).select("ol li").size());
    assertEquals("And 2 more.", parsed(html).select("ol + p").text());
    assertTrue(html.contains("\"marks\":[{\"at\":2.5,\"words\":\"outer: adam \\u2192 sgd, 1\"}"), html);
  }

  @Test
  void fetchesNothing() {
    String html = HtmlReport.of(Sample.report());
    Document page = parsed(html);
    assertTrue(page.getAllElements().size() > 150);
    assertEquals(List.of(), page.select("[src], [href], link, iframe, object, embed, base, form, img").eachText());
    assertFalse(html.matches("(?s).*(https?:|//www|@import|url\\((?!#)|fetch\\(|XMLHttpRequest|WebSocket|import\\().*"));
    String policy = page.select("meta[http-equiv=Content-Security-Policy]").attr("content");
    assertEquals("default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
        + "form-action 'none'", policy);
  }

  @Test
  void escapesWhateverItIsTold() {
    String harmless = HtmlReport.of(Sample.report());
    String html = HtmlReport.of(evil());
    Document page = parsed(html);
    assertEquals(0, page.select("img").size());
    assertEquals(List.of(), page.getAllElements().stream().flatMap(e -> e.attributes().asList().stream()).map(a -> a.getKey())
        .filter(key -> key.startsWith("on")).toList());
    assertEquals(2, page.select("script").size());
    assertEquals(parsed(harmless).select("script").get(1).data(), page.select("script").get(1).data());
    assertEquals(EVIL, page.title());
    assertEquals(EVIL, page.select("table").first().select("td").first().text());
    assertEquals(EVIL, page.select("pre").last().text());
    String data = page.select("script#data").first().data();
    assertTrue(data.contains("\"name\":\"\\u003cimg src=x onerror=alert(1)\\u003e'\\\""
        .replace("\\\"", "\\u0022")), data);
    assertFalse(data.contains("<"), data);
  }

  @Test
  void givesTheChartsTheCurvesWithDivergenceInThem() {
    String data = parsed(HtmlReport.of(evil())).select("script#data").first().data();
    assertTrue(data.contains("\"x\":[0,1],\"mid\":[11,1e999],\"mean\":[11,1e999],\"low\":[10.2,1e999],\"high\":[11.8,1e999]"), data);
  }

  @Test
  void leavesOutWhatARunDoesNotHave() {
    Report report = new Report("only a title", "", List.of(), "", List.of(), List.of(), List.of(), List.of(), "", List.of(), "");
    Document page = parsed(HtmlReport.of(report));
    assertEquals(List.of(), page.select("section, aside, .lead, .facts").stream().map(Element::text).collect(Collectors.toList()));
    assertEquals("{}", page.select("script#data").first().data().strip());
  }

  @Test
  void thinsOutLongCurvesButKeepsTheirBeginning() {
    double[][] losses = new double[2][20_001];
    for (int t = 0; t <= 20_000; t++) {
      losses[0][t] = 1.0 / (t + 1);
      losses[1][t] = 2.0 / (t + 1);
    }
    Curve curve = Curve.of(new Series("long", losses));
    Report report = new Report("t", "", List.of(), "", List.of(), List.of(curve), List.of(), List.of(), "", List.of(), "");
    String data = parsed(HtmlReport.of(report)).select("script#data").first().data();
    String steps = data.substring(data.indexOf("\"x\":[") + 5, data.indexOf("],\"mid\""));
    assertTrue(steps.startsWith("0,1,2,3,4,5,6,7,8,9,10,11,12,"), steps.substring(0, 80));
    assertTrue(steps.endsWith(",20000"), steps);
    assertTrue(steps.split(",").length < 2200, steps.split(",").length + " points");
  }
}
