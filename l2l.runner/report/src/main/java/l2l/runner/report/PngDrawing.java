package l2l.runner.report;

import java.awt.AWTError;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws what {@link PngPlot} promises; the only class that needs java.desktop, so it is loaded once a picture is asked for. */
final class PngDrawing {

  private static final int WIDTH = 1600;
  private static final int HEIGHT = 1000;
  private static final int BAND_OPACITY = 30;
  private static final int NAME = 24;

  /** A logarithmic axis that spans more has no grid lines: nine for each power of ten are too many. */
  private static final double CROWDED = 1e12;


  /** The share of its length by which the step axis is longer, so that its ends get their ticks. */
  private static final double TRIFLE = 0.002;

  private static final Color INK = new Color(0x22, 0x22, 0x22);
  private static final Color GRID = new Color(0xec, 0xec, 0xec);
  private static final Color NONE = new Color(0, 0, 0, 0);

  private PngDrawing() {}

  static byte[] of(List<Curve> curves, String title, String label) throws IOException {
    try {
      return BitmapEncoder.getBitmapBytes(chart(curves, title, label), BitmapFormat.PNG);
    } catch (AWTError e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static XYChart chart(List<Curve> curves, String title, String label) {
    XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle("step t")
        .yAxisTitle(label + ", median and 10–90 % of the tasks").build();
    Axis y = Axis.ofLosses(curves, true);
    double end = Math.max(1, curves.stream().mapToDouble(curve -> curve.steps()[curve.steps().length - 1]).max().orElse(1));
    style(chart.getStyler(), y, end);
    chart.getStyler().setChartTitleFont(font(Font.BOLD, Math.min(28, 28 * 64 / Math.max(1, title.length())))); // it is cut off, not wrapped
    for (int i = curves.size() - 1; i >= 0; i--) {
      band(chart, curves.get(i), y, colour(i));
    }
    for (int i = 0; i < curves.size(); i++) {
      line(chart, curves.get(i), y, colour(i), i == 0 ? 4.5f : 3);
    }
    uneven(chart, y, end);
    return chart;
  }

  private static void style(XYStyler styler, Axis y, double end) {
    boolean small = y.low() < 1e-5 || y.high() >= 1e6;
    styler.setPlotGridHorizontalLinesVisible(!y.log() || y.high() / y.low() < CROWDED);
    styler.setYAxisLogarithmic(y.log()).setYAxisMin(y.low()).setYAxisMax(y.high());
    styler.setXAxisMin(-TRIFLE * end).setXAxisMax((1 + TRIFLE) * end);
    styler.setYAxisDecimalPattern(small ? "0.##E0" : "#,##0.#####").setXAxisDecimalPattern("#,##0.##").setXAxisTickMarkSpacingHint(140);
    styler.setAxisTickLabelsFont(font(Font.PLAIN, 22)).setAxisTitleFont(font(Font.PLAIN, 24));
    styler.setAxisTickLabelsColor(INK).setAxisTickMarksColor(GRID);
    styler.setPlotGridLinesColor(GRID).setPlotGridLinesStroke(new BasicStroke(1.5f));
    styler.setAxisTitlePadding(16).setPlotMargin(0).setPlotContentSize(1).setPlotBorderVisible(false).setChartPadding(28);
    styler.setChartTitleBoxVisible(false).setChartTitlePadding(16);
    styler.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE).setChartFontColor(INK).setAntiAlias(true);
    styler.setLegendPosition(LegendPosition.OutsideE).setLegendBorderColor(Color.WHITE).setLegendFont(font(Font.PLAIN, 24));
    styler.setLegendSeriesLineLength(40).setLegendPadding(16);
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /** A polygon: along the upper ends and back along the lower ones. */
  private static void band(XYChart chart, Curve curve, Axis y, Color colour) {
    int n = curve.steps().length;
    double[] xs = new double[2 * n];
    double[] ys = new double[2 * n];
    for (int t = 0; t < n; t++) {
      int back = 2 * n - 1 - t;
      xs[t] = curve.steps()[t];
      xs[back] = curve.steps()[t];
      ys[t] = inside(curve.high()[t], y);
      ys[back] = inside(curve.low()[t], y);
    }
    XYSeries series = add(chart, xs, ys);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea).setShowInLegend(false);
    series.setLineStyle(SeriesLines.NONE).setLineColor(NONE);
    series.setFillColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), BAND_OPACITY));
  }

  private static void line(XYChart chart, Curve curve, Axis y, Color colour, float width) {
    double[] ys = new double[curve.steps().length];
    for (int t = 0; t < ys.length; t++) {
      boolean gone = t > 0 && !(curve.median()[t] <= y.high() || curve.median()[t - 1] <= y.high());
      ys[t] = gone ? Double.NaN : inside(curve.median()[t], y);
    }
    XYSeries series = add(chart, curve.steps().clone(), ys);
    series.setLabel(TextTable.shortened(curve.name(), NAME));
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line).setLineColor(colour);
    series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
  }

  /** An invisible point between two steps: for evenly spaced ones the library makes ticks of 3, 6, 9, … instead of round values. */
  private static void uneven(XYChart chart, Axis y, double end) {
    XYSeries series = add(chart, new double[] {0, end / Math.PI}, new double[] {y.high(), y.high()});
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line).setShowInLegend(false);
    series.setLineStyle(SeriesLines.NONE).setLineColor(NONE);
  }

  private static XYSeries add(XYChart chart, double[] xs, double[] ys) {
    XYSeries series = chart.addSeries(Integer.toString(chart.getSeriesMap().size()), xs, ys);
    series.setMarker(SeriesMarkers.NONE);
    return series;
  }

  /** A value beyond the plot is drawn on its border; a line ends where it leaves. */
  private static double inside(double value, Axis y) {
    return Double.isNaN(value) ? y.high() : Math.max(y.low(), Math.min(y.high(), value));
  }

  private static Color colour(int i) {
    return Color.decode(Palette.LIGHT.get(i % Palette.LIGHT.size()));
  }
}
