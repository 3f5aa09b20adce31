package l2l.runner.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything a run has to show, as plain data.
 *
 * @param title the experiment's title
 * @param verdict what the table's mean is the mean of, as in "f(x_100)" or "test loss at x_100"
 * @param facts what a reader must know to read the figures, in order: seeds, horizon, tasks, precision, order, cost
 * @param reference the optimizer the others are compared with; empty for none
 * @param rows the table, in the experiment's order; empty where nothing was compared
 * @param curves the loss by step, one for each optimizer, in the order of the rows
 * @param trainings one for each optimizer that was meta-trained
 * @param warnings what a reader must be warned of, beside what the rows themselves say (grid edges, diverged tasks)
 * @param experiment the experiment's JSON text, as given
 * @param parts every part used
 * @param command the command that does it again
 */
public record Report(String title, String verdict, List<Fact> facts, String reference, List<Row> rows, List<Curve> curves,
    List<Training> trainings, List<String> warnings, String experiment, List<UsedPart> parts, String command) {

  /** What the curves show. */
  static final String LOSS = "f(x_t)";

  /** A name and what it stands for, as in "horizon", "100 steps". */
  public record Fact(String name, String value) {}

  /**
   * A part and where it came from.
   *
   * @param role what it did in the experiment, as in "optimizer/rest"
   * @param sha256 of the bundle's jar, in hexadecimal
   */
  public record UsedPart(String role, String name, String bundle, String version, String sha256) {}

  public Report {
    facts = List.copyOf(facts);
    rows = List.copyOf(rows);
    curves = List.copyOf(curves);
    trainings = List.copyOf(trainings);
    warnings = List.copyOf(warnings);
    parts = List.copyOf(parts);
  }

  /** The warnings given, and those that follow from the rows: a setting tuned to its grid's edge, diverged tasks. One sentence each. */
  public List<String> allWarnings() {
    List<String> all = new ArrayList<>();
    for (Row row : rows) {
      for (Tuned tuned : row.tuned()) {
        if (tuned.atEdge()) {
          all.add(row.name() + ": the tuned " + tuned.setting() + " " + Figures.of(tuned.value()) + " is at the edge of its grid ("
              + Figures.of(tuned.least()) + " to " + Figures.of(tuned.greatest()) + "); widen the grid.");
        }
      }
      if (row.diverged() > 0) {
        all.add(row.name() + ": " + Figures.count(row.diverged()) + " of " + Figures.count(row.tasks())
            + " tasks diverged; they count as infinite, none is left out.");
      }
    }
    all.addAll(warnings);
    return all;
  }
}
