package l2l.runner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The CSV and the PNG. */
class FilesTest {

  private static final double INF = Double.POSITIVE_INFINITY;

  private static final Curve BROKEN =
      new Curve("a \"b\", c", new double[] {0, 1}, new double[] {0.1, INF}, new double[] {1, 2}, new double[] {0, 1e-20},
          new double[] {3, INF});

  @Test
  void writesOneLineForEachOptimizerAndStep() {
    assertEquals("""
        optimizer,step,mean,median,p10,p90,mixed
        "a ""b"", c",0,0.1,1,0,3,2
        "a ""b"", c",1,inf,2,1.0E-20,inf,2
        sgd,0,7,7,7,7,2
        """, Csv.of(List.of(BROKEN, Curve.of(new Series("sgd", new double[][] {{7}}))), 2));
  }

  @Test
  void drawsEveryCurveInItsColour() throws IOException {
    BufferedImage image = image(Sample.report().curves());
    assertEquals(1600, image.getWidth());
    assertEquals(1000, image.getHeight());
    for (String colour : Palette.LIGHT.subList(0, 6)) {
      assertTrue(count(image, Integer.decode(colour)) > 300, colour);
    }
    assertTrue(count(image, Integer.decode(Palette.LIGHT.get(6))) < 100, "the seventh colour, but in letters' edges");
  }

  @Test
  void drawsCurvesThatDivergeOrVanish() throws IOException {
    Curve gone = new Curve("gone", new double[] {0, 1, 2, 3}, new double[4], new double[] {1, 1e300, Double.NaN, Double.POSITIVE_INFINITY},
        new double[] {1, 1, 1, 1}, new double[] {2, 2, Double.POSITIVE_INFINITY, Double.NaN});
    Curve zero = new Curve("zero", new double[] {0, 1, 2, 3}, new double[4], new double[4], new double[4], new double[4]);
    assertTrue(count(image(List.of(gone, zero, BROKEN)), Integer.decode(Palette.LIGHT.get(0))) > 100);
    assertTrue(count(image(List.of(zero)), Integer.decode(Palette.LIGHT.get(0))) > 100);
    Curve negative = Curve.of(new Series("negative", new double[][] {{3, -1, -2}}));
    assertTrue(count(image(List.of(negative)), Integer.decode(Palette.LIGHT.get(0))) > 100);
  }

  @Test
  void refusesToDrawNothing() {
    assertEquals("PNG: there is no curve to draw", assertThrows(IOException.class, () -> PngPlot.of(List.of(), "", "")).getMessage());
  }

  private static BufferedImage image(List<Curve> curves) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(PngPlot.of(curves, "title", "f(x_t)")));
  }

  private static int count(BufferedImage image, int colour) {
    int count = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        count += (image.getRGB(x, y) & 0xffffff) == colour ? 1 : 0;
      }
    }
    return count;
  }
}
