package l2l.runner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The comparison as a table in plain text, at most 100 columns wide, with its warnings below. */
public final class TextTable {

  /** No line is longer, on any terminal. */
  static final int WIDTH = 100;

  /** Characters of a name in a column's head. */
  private static final int NAME = 12;

  private static final String WIDE = "   ";
  private static final String NARROW = "  ";
  private static final String DIVERGED = "diverged";

  private TextTable() {}

  /**
   * The table, its warnings wrapped below it; every line ends with a newline.
   *
   * @param terminal whether Unicode may be used; its width does not matter
   */
  public static String of(Report report, Terminal terminal) {
    StringBuilder text = new StringBuilder();
    if (!report.rows().isEmpty()) {
      int tasks = report.rows().get(0).tasks();
      text.append(report.verdict()).append(", ").append(Figures.count(tasks)).append(tasks == 1 ? " task\n\n" : " tasks\n\n");
      List<Column> columns = columns(report, terminal.unicode() ? "±" : "+-");
      String gap = fit(columns);
      for (int line = 0; line <= report.rows().size(); line++) {
        int at = line;
        text.append(columns.stream().map(column -> column.line(at)).collect(Collectors.joining(gap)).stripTrailing()).append('\n');
        if (line == 0) {
          text.append((terminal.unicode() ? "─" : "-").repeat(width(columns, gap))).append('\n');
        }
      }
    }
    report.rows().stream().filter(row -> settings(report).size() > 1 && !row.tuned().isEmpty())
        .forEach(row -> text.append(wrapped("tuned: ", row.name() + ": " + tuned(row, true))));
    List<String> warnings = report.allWarnings();
    if (!warnings.isEmpty() && text.length() > 0) {
      text.append('\n');
    }
    warnings.forEach(warning -> text.append(wrapped("warning: ", warning)));
    return terminal.unicode() ? text.toString() : ascii(text.toString());
  }

  private static List<Column> columns(Report report, String plusMinus) {
    List<Row> rows = report.rows();
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("optimizer", true, rows.stream().map(Row::name).toList()));
    columns.add(new Column("mean " + plusMinus + " sem", false,
        rows.stream().map(row -> Figures.withError(row.mean(), row.sem(), plusMinus)).toList()));
    columns.add(new Column("median", false, rows.stream().map(row -> Figures.padded(row.median())).toList()));
    columns.add(new Column("sum", false, rows.stream().map(row -> Figures.padded(row.sum())).toList()));
    List<String> settings = settings(report);
    if (settings.size() == 1) {
      columns.add(new Column("tuned " + shortened(settings.get(0), NAME), false, rows.stream().map(row -> tuned(row, false)).toList()));
    }
    if (rows.stream().anyMatch(row -> row.diverged() > 0)) {
      columns.add(new Column(DIVERGED, false, rows.stream().map(row -> Figures.count(row.diverged())).toList()));
    }
    if (!report.reference().isEmpty() && rows.size() > 1) {
      columns.add(new Column("minus " + shortened(report.reference(), NAME) + " " + plusMinus + " sem", false,
          rows.stream().map(row -> row.name().equals(report.reference()) ? "-"
              : Figures.withError(row.difference(), row.differenceSem(), plusMinus)).toList()));
    }
    return columns;
  }

  private static List<String> settings(Report report) {
    return report.rows().stream().flatMap(row -> row.tuned().stream()).map(Tuned::setting).distinct().toList();
  }

  private static String tuned(Row row, boolean named) {
    String text = row.tuned().stream()
        .map(tuned -> (named ? tuned.setting() + " " : "") + Figures.of(tuned.value()) + (tuned.atEdge() ? " !" : ""))
        .collect(Collectors.joining(", "));
    return text.isEmpty() ? "-" : text;
  }

  /** Makes a line fit: by narrower gaps, without the count of diverged tasks (the warnings have it), with shorter names. */
  private static String fit(List<Column> columns) {
    if (width(columns, WIDE) <= WIDTH) {
      return WIDE;
    }
    if (width(columns, NARROW) > WIDTH) {
      columns.removeIf(column -> column.head.equals(DIVERGED));
    }
    int excess = width(columns, NARROW) - WIDTH;
    if (excess > 0) {
      Column names = columns.get(0);
      int width = Math.max(names.head.length(), names.width() - excess);
      columns.set(0, new Column(names.head, true, names.cells.stream().map(name -> shortened(name, width)).toList()));
    }
    return NARROW;
  }

  private static int width(List<Column> columns, String gap) {
    return columns.stream().mapToInt(Column::width).sum() + gap.length() * (columns.size() - 1);
  }

  static String shortened(String name, int width) {
    return name.length() <= width ? name : name.substring(0, width - 1) + "…";
  }

  private static String wrapped(String lead, String sentence) {
    StringBuilder text = new StringBuilder(lead);
    int column = lead.length();
    for (String word : sentence.split(" ")) {
      if (column > lead.length() && column + 1 + word.length() > WIDTH) {
        text.append('\n').append(" ".repeat(lead.length()));
        column = lead.length();
      } else if (column > lead.length()) {
        text.append(' ');
        column++;
      }
      text.append(word);
      column += word.length();
    }
    return text.append('\n').toString();
  }

  private static String ascii(String text) {
    return text.replace("±", "+-").replace("…", "~").replaceAll("[^\\x00-\\x7f]", "?");
  }

  /** One column: what stands left of "±" is flush right, what stands right of it flush left. */
  private record Column(String head, boolean left, List<String> cells) {

    String line(int at) {
      String cell = at == 0 ? head : cells.get(at - 1);
      int space = width() - cell.length();
      if (left) {
        return cell + " ".repeat(space);
      }
      int after = Math.min(space, at == 0 ? 0 : tail() - tail(cell));
      return " ".repeat(space - after) + cell + " ".repeat(after);
    }

    int width() {
      int before = cells.stream().mapToInt(cell -> cell.length() - tail(cell)).max().orElse(0);
      return Math.max(head.length(), left ? before : before + tail());
    }

    private int tail() {
      return cells.stream().mapToInt(Column::tail).max().orElse(0);
    }

    /** How much of a cell stands right of its value. */
    private static int tail(String cell) {
      int at = Math.max(cell.indexOf(" ±"), cell.indexOf(" +-"));
      return at >= 0 ? cell.length() - at : cell.endsWith(" !") ? 2 : 0;
    }
  }
}
