package l2l.api.contract;

import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * Derivatives by central differences, extrapolated to step 0, for comparison with analytic ones.
 *
 * <p>D(h) = (f(x + h) - f(x - h)) / 2h = f'(x) + c_2 h^2 + c_4 h^4 + …; steps h, h/2, h/4, … and Neville's scheme in h^2 remove one term
 * after the other, until the estimate of the remaining error no longer falls. Richardson 1911; Ridders 1982.
 */
public final class Differences {

  /** Difference of analytic and numeric derivative that is allowed, times max(1, largest |component|). */
  public static final double TOLERANCE = 1e-6;

  /** The first step: half of the 1e-3 that points keep from kinks. */
  private static final double FIRST = 5e-4;

  private static final int ROWS = 12;
  private static final double ENOUGH = 1e-11;

  private Differences() {}

  /** A derivative and what remains of its error, as estimated; infinite where none could be formed. */
  public record Estimate(double value, double error) {}

  /**
   * A gradient, or the derivatives of many numbers along one direction.
   *
   * @param values of a gradient: tensors in order, row-major
   * @param error the largest of its numbers' errors
   */
  public record Gradient(double[] values, double error) {

    /** Whether it is good enough to judge another by. False beside a kink. */
    public boolean converged() {
      return error <= TOLERANCE / 10 * Math.max(1, Witness.largest(values));
    }
  }

  /** f'(x). Steps whose values are not finite (outside f's domain) are passed over. */
  public static Estimate derivative(DoubleUnaryOperator f, double x) {
    double[] previous = new double[0];
    Estimate best = new Estimate(Double.NaN, Double.POSITIVE_INFINITY);
    double h = FIRST;
    for (int row = 0; row < ROWS; row++, h /= 2) {
      double plus = x + h;
      double minus = x - h;
      double first = (f.applyAsDouble(plus) - f.applyAsDouble(minus)) / (plus - minus);
      if (!Double.isFinite(first)) {
        previous = new double[0];
        continue;
      }
      double[] now = new double[previous.length + 1];
      now[0] = first;
      double factor = 4;
      for (int j = 1; j < now.length; j++, factor *= 4) {
        now[j] = (factor * now[j - 1] - previous[j - 1]) / (factor - 1);
        double error = Math.max(Math.abs(now[j] - now[j - 1]), Math.abs(now[j] - previous[j - 1]));
        if (error <= best.error()) {
          best = new Estimate(now[j], error);
        }
      }
      boolean worse = now.length > 4 && Math.abs(now[now.length - 1] - previous[previous.length - 1]) >= 2 * best.error();
      if (now.length > 2 && (worse || best.error() <= ENOUGH * Math.max(1, Math.abs(best.value())))) {
        break;
      }
      previous = now;
    }
    return best;
  }

  /** The gradient of a number computed from tensors. */
  public static Gradient gradient(ToDoubleFunction<Tensors> f, Tensors at) {
    double[] values = new double[at.size()];
    double error = 0;
    int n = 0;
    for (String name : at.names()) {
      for (int i = 0; i < at.get(name).size(); i++) {
        int where = i;
        Estimate e = derivative(z -> f.applyAsDouble(moved(at, name, where, z)), at.get(name).values()[i]);
        values[n++] = e.value();
        error = Math.max(error, e.error());
      }
    }
    return new Gradient(values, error);
  }

  /** The derivative of all numbers of f along a direction: of at + s direction by s, at s = 0. */
  public static Gradient along(Function<Tensors, double[]> f, Tensors at, Tensors direction) {
    Map<Double, double[]> known = new HashMap<>();
    double[] values = new double[f.apply(at).length];
    double error = 0;
    for (int i = 0; i < values.length; i++) {
      int which = i;
      Estimate e = derivative(s -> known.computeIfAbsent(s, z -> f.apply(at.plus(direction.times(z))))[which], 0);
      values[i] = e.value();
      error = Math.max(error, e.error());
    }
    return new Gradient(values, error);
  }

  private static Tensors moved(Tensors at, String name, int index, double value) {
    Tensor t = at.get(name);
    Engine engine = t.engine();
    double[] numbers = t.values();
    numbers[index] = value;
    return at.with(name, engine.tensor(numbers, t.shape()));
  }

  /** All numbers, tensors in order. */
  public static double[] numbers(Tensors tensors) {
    return tensors.isEmpty() ? new double[0] : tensors.flat().values();
  }
}
