package l2l.runner.experiment;

import java.util.List;

/** The keys of an experiment that are not a part's: what may stand there, what it means, and its default, each said once. */
public final class Keys {

  /** Beside the settings of an optimizer, an outer optimizer, an estimator or an objective: the part that takes over from it. */
  public static final String FALLBACK = "fallback";

  /** At the top. */
  public static final List<Attribute> EXPERIMENT = List.of(
      text("kind", List.of("compare", "meta-train"), null, "what is done: compare optimizers, or meta-train one"),
      text("title", List.of(), "", "a line for people; the file's name if there is none"),
      number("seed", Attribute.Type.LONG, null, null, "1", "everything random follows from it"),
      number("horizon", Attribute.Type.LONG, "1", null, null, "steps of one training"),
      number("threads", Attribute.Type.INTEGER, "0", "1024", "0",
          "threads to compute with, 0 for one a processor; they change no bit of the result"),
      number("faults", Attribute.Type.INTEGER, "1", null, "3", "faults of a part until it is quarantined"),
      number("budget", Attribute.Type.DOUBLE, "0.001", null, "300", "seconds a part may take for a call before it counts as hung"),
      number("snapshot", Attribute.Type.DOUBLE, "0", null, "10", "seconds between two snapshots a run can go on from; 0 for one each step"),
      text("reference", List.of(), "", "the optimizer the others are compared with; the first that is learned if there is none"));

  /** Under "validation" and "test". */
  public static final List<Attribute> TRIAL =
      List.of(number("draws", Attribute.Type.INTEGER, "1", null, "1", "optimizees drawn; each counts as many tasks as it holds problems"));

  /** Under "judge". */
  public static final List<Attribute> JUDGE = List.of(
      text("split", List.of("train", "validation", "test"), "test", "the examples whose loss at the last point is the verdict"),
      new Attribute("whole", Attribute.Type.SWITCH, false, false, null, null, List.of(), List.of("true"), "all of them, or one minibatch"));

  /** Under "train". */
  public static final List<Attribute> TRAIN = List.of(
      number("steps", Attribute.Type.LONG, "1", null, null, "meta-steps: updates of theta"),
      new Attribute("validate", Attribute.Type.LONG, false, false, "0", null, List.of(), List.of(),
          "meta-steps between two validations, of which the best theta is kept; 0 for none; a tenth of the steps if not given"),
      text("schedule", List.of("constant", "cosine", "linear"), "constant", "how the outer steps shrink"),
      number("final", Attribute.Type.DOUBLE, "0", "1", "0.01", "the share of the outer step the schedule ends with"),
      number("clip", Attribute.Type.DOUBLE, "0", null, "0", "greatest Euclidean norm of the meta-gradient; 0 for none"));

  /** Under "tune" and the hyper-parameter's name. */
  public static final List<Attribute> GRID = List.of(
      number("from", Attribute.Type.DOUBLE, null, null, null, "the least value tried, above 0"),
      number("to", Attribute.Type.DOUBLE, null, null, null, "the greatest value tried"),
      number("points", Attribute.Type.INTEGER, "1", null, null, "values tried, spaced evenly by logarithm"));

  private Keys() {}

  /** Keys that stand beside a part's settings in a role, and are not the part's. */
  static List<String> beside(String role) {
    if (role.matches("optimizer|optimizers/[^/]+")) {
      return List.of("train", "tune", "theta", FALLBACK);
    }
    return role.matches("(optimizer|optimizers/[^/]+)/train/[^/]+") ? List.of(FALLBACK) : List.of();
  }

  private static Attribute text(String id, List<String> options, String fallback, String description) {
    List<String> defaults = fallback == null ? List.of() : List.of(fallback);
    return new Attribute(id, Attribute.Type.TEXT, false, fallback == null, null, null, options, defaults, description);
  }

  private static Attribute number(String id, Attribute.Type type, String min, String max, String fallback, String description) {
    List<String> defaults = fallback == null ? List.of() : List.of(fallback);
    return new Attribute(id, type, false, fallback == null, min, max, List.of(), defaults, description);
  }
}
