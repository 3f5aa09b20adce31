package l2l.runner.report;

import java.io.IOException;
import java.util.List;

/** The loss curves as a PNG picture for a paper or a slide: median lines with their 10-90 % bands, on a logarithmic loss axis. */
public final class PngPlot {

  private PngPlot() {}

  /**
   * The picture's bytes; 1600 x 1000 pixels on white.
   *
   * <p>Nothing else here needs the module java.desktop and a font. No window is opened, but on a machine with a screen start the JVM with
   * {@code -Djava.awt.headless=true}, or the JDK may look for that screen.
   *
   * @param curves the first is drawn stronger than the others
   * @param label of the loss axis, as in "f(x_t)"
   * @throws IOException where there is no curve, or this machine's JDK cannot draw: it lacks java.desktop or has no font
   */
  public static byte[] of(List<Curve> curves, String title, String label) throws IOException {
    if (curves.isEmpty()) {
      throw new IOException("PNG: there is no curve to draw");
    }
    try {
      return PngDrawing.of(curves, title, label);
    } catch (LinkageError | InternalError | RuntimeException e) {
      throw new IOException(
          "PNG: this JDK cannot draw (" + e + "); it needs java.desktop, fontconfig, a font and -Djava.awt.headless=true", e);
    }
  }
}
