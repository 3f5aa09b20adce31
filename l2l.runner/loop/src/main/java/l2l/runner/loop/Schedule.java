package l2l.runner.loop;

/** How the outer step shrinks over meta-training. */
public enum Schedule {
  /** Always 1. */
  CONSTANT,
  /** From 1 to the final share along half a cosine (Loshchilov, Hutter 2017, eq. 5, without restarts). */
  COSINE,
  /** From 1 to the final share along a line. */
  LINEAR;

  /** The factor of the outer change at meta-step {@code step} (from 0) of {@code steps}. */
  public double factor(long step, long steps, double last) {
    double done = steps <= 1 ? 0 : (double) step / (steps - 1);
    return switch (this) {
      case CONSTANT -> 1;
      case COSINE -> last + (1 - last) * 0.5 * (1 + StrictMath.cos(Math.PI * done));
      case LINEAR -> 1 + (last - 1) * done;
    };
  }
}
