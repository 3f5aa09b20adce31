package l2l.runner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers, durations and ticks as text. */
class FiguresTest {

  @Test
  void showsFourDigits() {
    assertEquals("0.1529", Figures.of(0.152912));
    assertEquals("52.62", Figures.of(52.6199));
    assertEquals("10", Figures.of(10));
    assertEquals("12,346", Figures.of(12345.6));
    assertEquals("1.200e-07", Figures.of(1.2e-7));
    assertEquals("0", Figures.of(0));
    assertEquals("inf", Figures.of(Double.POSITIVE_INFINITY));
    assertEquals("-", Figures.of(Double.NaN));
    assertEquals("395.0", Figures.padded(395));
  }

  @Test
  void roundsAValueAndItsErrorToOnePlace() {
    assertEquals("0.1529 ± 0.0223", Figures.withError(0.152912, 0.022349, "±"));
    assertEquals("52.6199 ± 0.0041", Figures.withError(52.61993, 0.00412, "±"));
    assertEquals("1.234e-12 ± 3.2e-14", Figures.withError(1.2341e-12, 3.21e-14, "±"));
    assertEquals("inf", Figures.withError(Double.POSITIVE_INFINITY, Double.NaN, "±"));
    assertEquals("5.000", Figures.withError(5, Double.NaN, "±"));
  }

  @Test
  void tellsTimeAsPeopleDo() {
    assertEquals("35 s", Figures.duration(35.4));
    assertEquals("1 min 0 s", Figures.duration(59.6));
    assertEquals("4 min 10 s", Figures.duration(250));
    assertEquals("2 h 5 min", Figures.duration(7510));
  }

  @Test
  void writesNumbersAJsonReaderTakes() {
    assertEquals("0.152912", Figures.json(0.1529123456));
    assertEquals("1.23457E+60", Figures.json(1.2345678e60));
    assertEquals("1E-7", Figures.json(1e-7));
    assertEquals("1e999", Figures.json(Double.POSITIVE_INFINITY));
    assertEquals("null", Figures.json(Double.NaN));
    assertEquals("0", Figures.json(-0.0));
  }

  @Test
  void putsTicksAtRoundValues() {
    assertEquals(List.of(0.01, 0.1, 1.0, 10.0, 100.0), new Axis(0.008, 150, true).ticks(8));
    assertEquals(List.of(1e-20, 1e-15, 1e-10, 1e-5, 1.0), new Axis(1e-20, 5, true).ticks(5));
    assertEquals(List.of(0.0, 20.0, 40.0, 60.0, 80.0, 100.0), new Axis(0, 100, false).ticks(7));
    assertEquals(List.of(2.0, 3.0, 4.0), new Axis(1.7, 4.2, true).ticks(4));
  }

  @Test
  void labelsPowersOfTen() {
    assertEquals("0.001", Axis.label(1e-3, true));
    assertEquals("10⁻⁴", Axis.label(1e-4, true));
    assertEquals("1e-12", Axis.label(1e-12, false));
    assertEquals("10⁵", Axis.label(1e5, true));
    assertEquals("2,500", Axis.label(2500, true));
  }

  @Test
  void aDivergingCurveDoesNotFlattenTheOthers() {
    Curve good = Curve.of(new Series("good", new double[][] {{10, 1, 0.1}}));
    Curve bad = Curve.of(new Series("bad", new double[][] {{10, 1e30, Double.NaN}}));
    assertEquals(new Axis(0.1, 1e4, true), Axis.ofLosses(List.of(good, bad), false));
  }

  @Test
  void isLinearForNegativeLosses() {
    assertEquals(new Axis(-2, 3, false), Axis.ofLosses(List.of(Curve.of(new Series("a", new double[][] {{3, -2}}))), true));
  }
}
