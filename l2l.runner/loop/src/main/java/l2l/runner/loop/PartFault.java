package l2l.runner.loop;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.StringJoiner;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * A part did not do what its contract says; the message is one sentence with the part's role, what it gave, what was due, and the remedy.
 *
 * <p>It holds words alone, no object of the part.
 */
public class PartFault extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String role;

  /** @param role "optimizer", "outer", "estimator", "objective" or "optimizee" */
  public PartFault(String role, String sentence) {
    super(role + ": " + sentence);
    this.role = role;
  }

  /** Whose fault it is. */
  public String role() {
    return role;
  }

  /** The thing, which must be there. */
  static <T> T there(String role, T thing, String sentence) {
    if (thing == null) {
      throw new PartFault(role, sentence);
    }
    return thing;
  }

  /** Throws unless {@code given} has the names, shapes and precision of {@code due}. */
  static void unlessAlike(String role, Tensors given, Tensors due, String what, String like, String remedy) {
    if (!alike(given, due)) {
      throw new PartFault(role, what + " " + text(given, due) + like + text(due, given) + "; " + remedy);
    }
  }

  /** Equal names, in whatever order, and for each an equal shape and precision. */
  static boolean alike(Tensors a, Tensors b) {
    if (a == b) {
      return true;
    }
    if (!a.names().equals(b.names())) {
      return false;
    }
    for (String name : a.names()) {
      Tensor x = get(a, name);
      Tensor y = get(b, name);
      if (x != y && (x == null || y == null || !Arrays.equals(x.shape(), y.shape()) || precision(x) != precision(y))) {
        return false;
      }
    }
    return true;
  }

  /** The tensor, null where a part put null behind the name. */
  private static Tensor get(Tensors tensors, String name) {
    try {
      return tensors.get(name);
    } catch (NoSuchElementException e) {
      return null;
    }
  }

  private static Precision precision(Tensor t) {
    return t.engine().precision();
  }

  /** Names and shapes, and the precision of those that differ from the other's in nothing else. */
  static String text(Tensors tensors, Tensors other) {
    StringJoiner all = new StringJoiner(", ", "{", "}");
    for (String name : tensors.names()) {
      Tensor t = get(tensors, name);
      Tensor o = get(other, name);
      all.add(t == null ? name + " null" : name + Shape.text(t.shape())
          + (o != null && precision(o) != precision(t) ? " in " + precision(t).name().toLowerCase(java.util.Locale.ROOT) : ""));
    }
    return all.toString();
  }
}
