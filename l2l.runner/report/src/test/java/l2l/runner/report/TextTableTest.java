package l2l.runner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

  private static final double NAN = Double.NaN;

  private static Report report(String reference, Row... rows) {
    return new Report("title", "f(x_100)", List.of(), reference, List.of(rows), List.of(), List.of(), List.of(), "", List.of(), "");
  }

  private static List<Tuned> rate(double value) {
    return List.of(new Tuned("rate", value, 1e-4, 10));
  }

  private static final Report SAMPLE = report("lstm",
      new Row("lstm", 1000, 0, 0.152912, 0.0223, 0.003912, 52.6199, List.of(), NAN, NAN),
      new Row("sgd", 1000, 0, 0.98451, 0.0612, 0.25, 151.204, rate(0.0158489), 0.8316, 0.0581),
      new Row("adam", 1000, 2, Double.POSITIVE_INFINITY, NAN, 0.31, Double.POSITIVE_INFINITY, rate(10), Double.POSITIVE_INFINITY, NAN));

  @Test
  void printsTheComparison() {
    assertEquals("""
        f(x_100), 1,000 tasks

        optimizer        mean ± sem     median     sum   tuned rate   diverged   minus lstm ± sem
        ─────────────────────────────────────────────────────────────────────────────────────────
        lstm        0.1529 ± 0.0223   0.003912   52.62          -            0         -
        sgd         0.9845 ± 0.0612     0.2500   151.2    0.01585            0    0.8316 ± 0.0581
        adam           inf              0.3100     inf         10 !          2       inf

        warning: adam: the tuned rate 10 is at the edge of its grid (0.0001 to 10); widen the grid.
        warning: adam: 2 of 1,000 tasks diverged; they count as infinite, none is left out.
        """, TextTable.of(SAMPLE, Terminal.plain(80, true)));
  }

  @Test
  void isPlainAsciiWhereUnicodeIsNotShown() {
    String text = TextTable.of(SAMPLE, Terminal.plain(80, false));
    assertTrue(text.contains("lstm        0.1529 +- 0.0223   0.003912"), text);
    assertTrue(text.chars().allMatch(c -> c < 128), text);
  }

  @Test
  void fitsAHundredColumnsWhateverItsNamesAndFigures() {
    String name = "a-name-much-longer-than-anybody-should-give-to-an-optimizer-of-theirs";
    List<Tuned> two = List.of(new Tuned("rate", 1e-4, 1e-4, 10), new Tuned("decay", 0.9, 0.5, 0.99));
    String text = TextTable.of(report(name, new Row(name, 7, 0, 1.2345e-12, 3e-14, 1e-12, 1e9, List.of(), NAN, NAN),
        new Row(name + 2, 7, 3, 1.2345e-12, 3e-14, 1e-12, 1e9, two, -1.234e-12, 3e-13)), Terminal.plain(300, true));
    assertTrue(text.lines().count() > 6, text);
    assertTrue(text.lines().allMatch(line -> line.length() <= 100), text);
    assertTrue(text.contains("…"), text);
    assertTrue(text.contains("rate 0.0001 !, decay"), text);
    assertTrue(text.contains("3 of 7 tasks"), text);
  }

  @Test
  void showsWarningsAloneWhereNothingWasCompared() {
    Report report = new Report("t", "f(x_1)", List.of(), "", List.of(), List.of(), List.of(), List.of("Mind this."), "", List.of(), "");
    assertEquals("warning: Mind this.\n", TextTable.of(report, Terminal.plain(80, true)));
  }
}
