package l2l.runner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The median loss by step as a plot in plain text: braille dots, each curve with a letter of its name; in ASCII the letters alone.
 *
 * <p>The letters stand on the curves at intervals, so that they can be told apart without colours.
 */
public final class TextPlot {

  private static final int HEIGHT = 20;
  private static final int MARGIN = 8;
  private static final int LETTER_EVERY = 16;
  private static final int FRAME = 4;
  private static final int[] BRAILLE = {0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80};

  /** ANSI's nearest to the palette of the report. */
  private static final int[] COLOURS = {166, 32, 36, 175, 214, 117, 245};

  private final Terminal terminal;
  private final List<Curve> curves;
  private final Axis y;
  private final Axis x;
  private final int rows;
  private final int columns;
  private final int[][] dots;
  private final int[][] owner;
  private final boolean[][] lettered;

  private TextPlot(List<Curve> curves, Terminal terminal) {
    this.terminal = terminal;
    this.curves = curves;
    columns = Math.min(terminal.width(), TextTable.WIDTH) - MARGIN - 1;
    rows = HEIGHT - FRAME;
    y = Axis.ofLosses(curves, false);
    double end = curves.stream().mapToDouble(curve -> curve.steps()[curve.steps().length - 1]).max().orElse(1);
    x = new Axis(0, Math.max(1, end), false);
    dots = new int[rows][columns];
    owner = new int[rows][columns];
    lettered = new boolean[rows][columns];
  }

  /**
   * The plot: 20 lines of the terminal's width, at most 100 columns; each ends with a newline. Empty without curves.
   *
   * @param label what the curves show, as in "f(x_t)"
   */
  public static String of(List<Curve> curves, String label, Terminal terminal) {
    if (curves.isEmpty()) {
      return "";
    }
    TextPlot plot = new TextPlot(curves, terminal);
    for (int i = curves.size() - 1; i >= 0; i--) {
      plot.draw(i);
    }
    for (int i = curves.size() - 1; i >= 0; i--) {
      plot.letter(i);
    }
    String text = plot.text(label + ", median over tasks" + (plot.y.log() ? ", logarithmic" : ""));
    return terminal.unicode() ? text : text.replaceAll("[^\\x00-\\x7f]", "?");
  }

  /** The row of dots, 0 at the top, where the curve is in this column of dots; outside the plot where it has left it. */
  private int level(Curve curve, int column, int across, int down) {
    double step = x.high() * column / (across * columns - 1);
    double[] steps = curve.steps();
    int after = 0;
    while (after < steps.length && steps[after] < step) {
      after++;
    }
    if (after == steps.length || steps[0] > step) {
      return Integer.MIN_VALUE;
    }
    double position = y.position(curve.median()[after]);
    if (after > 0 && steps[after] > step) {
      double before = y.position(curve.median()[after - 1]);
      position = before + (position - before) * (step - steps[after - 1]) / (steps[after] - steps[after - 1]);
    }
    if (Double.isNaN(position)) {
      return Integer.MIN_VALUE;
    }
    return (int) Math.round((1 - Math.max(-1, Math.min(2, position))) * (down * rows - 1));
  }

  private void draw(int i) {
    int across = terminal.unicode() ? 2 : 1;
    int down = terminal.unicode() ? 4 : 1;
    int before = Integer.MIN_VALUE;
    for (int column = 0; column < across * columns; column++) {
      int level = level(curves.get(i), column, across, down);
      if (level != Integer.MIN_VALUE) {
        int from = before == Integer.MIN_VALUE || before == level ? level : before < level ? before + 1 : before - 1;
        for (int row = Math.min(from, level); row <= Math.max(from, level); row++) {
          if (row >= 0 && row < down * rows) {
            dots[row / down][column / across] |= BRAILLE[row % down * 2 + column % across];
            owner[row / down][column / across] = i;
          }
        }
      }
      before = level;
    }
  }

  private void letter(int i) {
    int shift = LETTER_EVERY * i / curves.size();
    for (int column = 2 + shift; column < columns; column += terminal.unicode() ? LETTER_EVERY : 1) {
      int row = level(curves.get(i), column, 1, 1);
      if (row >= 0 && row < rows) {
        lettered[row][column] = terminal.unicode();
        owner[row][column] = i;
      }
    }
  }

  private String text(String title) {
    boolean unicode = terminal.unicode();
    List<Character> letters = letters();
    StringBuilder text = new StringBuilder(" ".repeat(MARGIN + 1)).append(title).append('\n');
    String[] labels = yLabels();
    for (int row = 0; row < rows; row++) {
      text.append(String.format(Locale.ROOT, "%" + (MARGIN - 1) + "s ", labels[row] == null ? "" : labels[row]));
      text.append(unicode ? labels[row] == null ? '│' : '┤' : labels[row] == null ? '|' : '+');
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        line.append(cell(row, column, letters));
      }
      text.append(terminal.colour() ? line : line.toString().stripTrailing()).append('\n');
    }
    return text.append(xAxis()).append(legend(letters)).toString();
  }

  private String cell(int row, int column, List<Character> letters) {
    if (dots[row][column] == 0 && !lettered[row][column]) {
      return " ";
    }
    int curve = owner[row][column];
    boolean letter = lettered[row][column] || !terminal.unicode();
    return painted(String.valueOf(letter ? letters.get(curve) : (char) (0x2800 + dots[row][column])), curve);
  }

  private String[] yLabels() {
    String[] labels = new String[rows];
    for (double tick : y.ticks(rows / 2)) {
      labels[(int) Math.round((1 - y.position(tick)) * (rows - 1))] = Axis.label(tick, terminal.unicode());
    }
    return labels;
  }

  private String xAxis() {
    StringBuilder line = new StringBuilder((terminal.unicode() ? "─" : "-").repeat(columns));
    StringBuilder labels = new StringBuilder(" ".repeat(columns + MARGIN + 1));
    for (double tick : x.ticks(columns / 10)) {
      int column = (int) Math.round(x.position(tick) * (columns - 1));
      line.setCharAt(column, terminal.unicode() ? '┬' : '+');
      String label = Axis.label(tick, terminal.unicode());
      int at = Math.min(labels.length() - label.length(), MARGIN + 1 + column - label.length() / 2);
      labels.replace(at, at + label.length(), label);
    }
    String numbers = labels.replace(0, 4, "step").toString().stripTrailing();
    return " ".repeat(MARGIN) + (terminal.unicode() ? "└" : "+") + line + '\n' + numbers + '\n';
  }

  private String legend(List<Character> letters) {
    StringBuilder line = new StringBuilder(" ".repeat(MARGIN + 1));
    int length = line.length();
    for (int i = 0; i < curves.size(); i++) {
      String entry = letters.get(i) + " " + curves.get(i).name();
      if (length + entry.length() > MARGIN + 1 + columns) {
        return line + (terminal.unicode() ? "…" : "...") + '\n';
      }
      line.append(painted(entry, i)).append("   ");
      length += entry.length() + 3;
    }
    return line.toString().stripTrailing() + '\n';
  }

  /** For each curve a letter of its name that no other has, else a digit or any other sign. */
  private List<Character> letters() {
    List<Character> letters = new ArrayList<>();
    for (Curve curve : curves) {
      String choice = curve.name().toUpperCase(Locale.ROOT) + "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
      letters.add((char) choice.chars().filter(c -> c < 127 && Character.isLetterOrDigit(c) && !letters.contains((char) c))
          .findFirst().orElse('*'));
    }
    return letters;
  }

  private String painted(String text, int curve) {
    return terminal.colour() ? "\u001b[38;5;" + COLOURS[curve % COLOURS.length] + "m" + text + "\u001b[0m" : text;
  }
}
