package l2l.runner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextPlotTest {

  private static final List<Curve> CURVES = List.of(falling("lstm", 0.1), falling("sgd", 0.03), falling("slow", 0.01));

  private static Curve falling(String name, double pace) {
    double[] losses = new double[101];
    for (int t = 0; t <= 100; t++) {
      losses[t] = 100 * Math.exp(-pace * t);
    }
    return Curve.of(new Series(name, new double[][] {losses}));
  }

  @Test
  void drawsInAsciiWithALetterForEachCurve() {
    String plot = TextPlot.of(CURVES, "f(x_t)", Terminal.plain(50, false));
    assertEquals("""
                 f(x_t), median over tasks, logarithmic
            100 +LLSSSOOOOOOOOO
                |  LLLSSSSSSSSSOOOOOOOOOOOOOOOOOOOOOOOOOOO
                |     LL       SSSSSSSSS
             10 +       LLL             SSSSSSSSS
                |          LL                    SSSSSSSS
                |            LLL                         S
                |               LLL
              1 +                  LL
                |                    LLL
                |                       LLL
            0.1 +                          LL
                |                            LLL
                |                               LLL
                |                                  LL
           0.01 +                                    LLL
                |                                       LL
                ++-------------------+-------------------+
        step     0                  50                 100
                 L lstm   S sgd   O slow
        """, plot);
  }

  @Test
  void fitsTheTerminalAndNamesEveryCurve() {
    String plot = TextPlot.of(CURVES, "f(x_t)", Terminal.plain(80, true));
    assertEquals(20, plot.lines().count(), plot);
    assertTrue(plot.lines().allMatch(line -> line.length() <= 80), plot);
    assertTrue(plot.contains("f(x_t), median over tasks, logarithmic"), plot);
    assertTrue(plot.contains("L lstm   S sgd   O slow"), plot);
    assertTrue(plot.contains("    100 ┤"), plot);
    assertTrue(plot.contains("step     0"), plot);
    assertTrue(plot.chars().anyMatch(c -> c > 0x2800 && c < 0x2900), plot);
    assertFalse(plot.contains("\u001b"), plot);
  }

  @Test
  void coloursTheCurvesOnATerminal() {
    String plot = TextPlot.of(CURVES, "f(x_t)", new Terminal(80, true, true, true));
    assertTrue(plot.contains("\u001b[38;5;166mL lstm\u001b[0m"), plot);
    assertEquals(TextPlot.of(CURVES, "f(x_t)", Terminal.plain(80, true)).lines().map(String::stripTrailing).toList(),
        plot.replaceAll("\u001b\\[[0-9;]*m", "").lines().map(String::stripTrailing).toList());
  }

  @Test
  void leavesOutWhatIsNotANumber() {
    double[] broken = {10, 5, Double.NaN, Double.NaN, 1};
    double[] zero = {10, 5, 0, 0, 0};
    Curve nan = Curve.of(new Series("nan", new double[][] {broken}));
    String plot = TextPlot.of(List.of(nan, Curve.of(new Series("zero", new double[][] {zero}))),
        "f(x_t)", Terminal.plain(80, true));
    assertEquals(20, plot.lines().count(), plot);
  }

  @Test
  void drawsNothingOfNothing() {
    assertEquals("", TextPlot.of(List.of(), "f(x_t)", Terminal.plain(80, true)));
  }
}
