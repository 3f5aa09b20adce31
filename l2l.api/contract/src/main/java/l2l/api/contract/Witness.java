package l2l.api.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import l2l.api.state.Values;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** Collects what a trial sees: facts looked at, and those that break the law. */
public final class Witness {
  private static final int MOST = 20;
  private final List<String> complaints = new ArrayList<>();
  private long looked;
  private long broken;
  private String excuse;

  Witness() {}

  /** Looks at one fact. */
  public void sees(boolean fact, Supplier<String> otherwise) {
    looked++;
    if (!fact) {
      broken++;
      if (complaints.size() < MOST) {
        complaints.add(otherwise.get());
      }
    }
  }

  public void equal(String what, Object found, Object wanted) {
    sees(wanted.equals(found), () -> what + " is " + found + ", wanted is " + wanted);
  }

  /** Every |found - wanted| is at most tolerance * max(1, largest |wanted|); never so for NaN. */
  public void near(String what, double tolerance, double[] found, double[] wanted) {
    sees(found.length == wanted.length, () -> what + " holds " + found.length + " numbers, wanted are " + wanted.length);
    double most = tolerance * Math.max(1, largest(wanted));
    for (int i = 0; i < Math.min(found.length, wanted.length); i++) {
      int at = i;
      sees(Math.abs(found[i] - wanted[i]) <= most,
          () -> what + ", number " + at + ": found " + found[at] + ", wanted " + wanted[at] + " within " + most);
    }
  }

  /** An analytic derivative equals a numeric one: every |a - n| is at most 1e-6 * max(1, largest |a|). */
  public void derivative(String what, double[] analytic, double[] numeric) {
    sees(analytic.length == numeric.length, () -> what + " holds " + analytic.length + " numbers, not " + numeric.length);
    double most = Differences.TOLERANCE * Math.max(1, largest(analytic));
    for (int i = 0; i < Math.min(analytic.length, numeric.length); i++) {
      int at = i;
      sees(Math.abs(analytic[i] - numeric[i]) <= most,
          () -> what + ", number " + at + ": analytic " + analytic[at] + ", differences " + numeric[at] + ", allowed " + most);
    }
  }

  /** As {@link #near}, but relative to the largest |wanted| alone; equal where both are not finite. */
  public void agree(String what, double tolerance, double[] found, double[] wanted) {
    sees(found.length == wanted.length, () -> what + " holds " + found.length + " numbers, wanted are " + wanted.length);
    double most = tolerance * largest(wanted);
    for (int i = 0; i < Math.min(found.length, wanted.length); i++) {
      int at = i;
      sees(Double.compare(found[i], wanted[i]) == 0 || Math.abs(found[i] - wanted[i]) <= most,
          () -> what + ", number " + at + ": found " + found[at] + ", wanted " + wanted[at] + " within " + most);
    }
  }

  /** The same names in the same order, the same shapes and the same bits. */
  public void same(String what, Tensors found, Tensors wanted) {
    sees(Values.of(found).equals(Values.of(wanted)), () -> what + " is " + text(found) + ", wanted is " + text(wanted));
  }

  /** The same names in the same order, and the same shapes. */
  public void alike(String what, Tensors found, Tensors wanted) {
    sees(found.toString().equals(wanted.toString()), () -> what + " is " + found + ", wanted is " + wanted);
  }

  public void finite(String what, Tensors found) {
    for (String name : found.names()) {
      sees(Arrays.stream(found.get(name).values()).allMatch(Double::isFinite),
          () -> what + " '" + name + "' is not finite: " + Arrays.toString(found.get(name).values()));
    }
  }

  /** It throws this kind of exception, and the message holds all these words. */
  public void refuses(String what, Class<? extends Exception> kind, Law.Trial trial, String... words) {
    try {
      trial.hold(this);
      sees(false, () -> what + " was not refused");
    } catch (Exception e) {
      String message = String.valueOf(e.getMessage());
      sees(kind.isInstance(e), () -> what + " threw " + e + ", wanted is " + kind.getSimpleName());
      for (String word : words) {
        sees(message.contains(word), () -> what + ": '" + message + "' does not say '" + word + "'");
      }
    }
  }

  /** The law does not apply, and why. */
  public void excuse(String why) {
    excuse = why;
  }

  static double largest(double[] numbers) {
    double most = 0;
    for (double d : numbers) {
      most = Math.max(most, Double.isFinite(d) ? Math.abs(d) : 0);
    }
    return most;
  }

  private static String text(Tensors tensors) {
    StringBuilder s = new StringBuilder();
    for (String name : tensors.names()) {
      Tensor t = tensors.get(name);
      s.append(name).append(Arrays.toString(t.shape())).append(Arrays.toString(t.values())).append(' ');
    }
    return s.toString();
  }

  Verdict verdict() {
    if (broken > 0) {
      return new Verdict(Verdict.Outcome.BROKEN, broken + " of " + looked + " facts: " + String.join("\n", complaints));
    }
    if (excuse != null) {
      return new Verdict(Verdict.Outcome.EXCUSED, excuse);
    }
    if (looked == 0) {
      return new Verdict(Verdict.Outcome.BROKEN, "the trial looked at nothing");
    }
    return new Verdict(Verdict.Outcome.KEPT, "looked at " + looked + " facts");
  }
}
