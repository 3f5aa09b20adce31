package l2l.runner.report;

import java.util.List;

/**
 * The colours of curves, told apart by readers with any colour vision; the first is the most striking.
 *
 * <p>Okabe, Ito 2008, "Color Universal Design", without its yellow, which is too pale for a line; on dark ground they are lightened.
 */
final class Palette {

  static final List<String> LIGHT = List.of("#d55e00", "#0072b2", "#009e73", "#c5639a", "#d18f00", "#3fa3dd", "#6b6b6b");
  static final List<String> DARK = List.of("#ff8738", "#4b9fe0", "#2fc296", "#e396c0", "#efb52f", "#9ad7fb", "#a8a8a8");

  private Palette() {}
}
