package l2l.api.tensor;

import java.util.Arrays;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An immutable array of reals of a fixed shape, and the algebra the framework can differentiate.
 *
 * <p>Every operation returns a new tensor; none changes its receiver. Shapes are written in brackets: {@code []} is a single number,
 * {@code [m, n]} a matrix of m rows. Values are kept row-major. Elementwise operations of two tensors want equal shapes: nothing is
 * broadcast silently. To combine different shapes say so, with {@link #scaled}, {@link #spread} or {@link #spreadLike}.
 *
 * <p>Every operation throws {@link IllegalArgumentException}, naming itself and the shapes, where they do not fit. None repairs a
 * number: an overflow is infinite, an undefined result NaN, and both travel on. Inside {@link Engine#gradient} a tensor is a variable;
 * using it after that call returned throws {@link IllegalStateException}.
 */
@ProviderType
public interface Tensor {

  /** The lengths of the axes; a fresh array. */
  int[] shape();

  /** How many numbers there are: the product of the axes, 1 for []. */
  int size();

  /** How many axes there are. */
  default int rank() {
    return shape().length;
  }

  /** The engine that made this tensor. */
  Engine engine();

  /** The numbers, row-major, as doubles; a fresh array. */
  double[] values();

  /** The one number of a tensor of size 1. */
  default double scalar() {
    if (size() != 1) {
      throw new IllegalArgumentException("scalar: shape " + Arrays.toString(shape()) + " holds " + size() + " numbers; reduce it first");
    }
    return values()[0];
  }

  /** The same numbers, through which no derivative flows. */
  Tensor detach();

  // Elementwise, of equal shapes

  /** this + that. */
  Tensor plus(Tensor that);

  /** this - that. */
  Tensor minus(Tensor that);

  /** this * that, number by number. */
  Tensor times(Tensor that);

  /** this / that, number by number. */
  Tensor over(Tensor that);

  /** Where this is not 0 the number of {@code then}, elsewhere that of {@code otherwise}. No derivative flows to this. */
  Tensor choose(Tensor then, Tensor otherwise);

  // Elementwise, with constants

  /** this + c. */
  Tensor plus(double c);

  /** this * c. */
  Tensor times(double c);

  /** this ^ exponent, number by number. */
  Tensor power(double exponent);

  /** Each number limited to [low, high]; derivative 1 inside and at the limits, 0 outside. NaN stays NaN. */
  Tensor clip(double low, double high);

  // Elementwise functions

  Tensor exp();

  /** Natural logarithm. */
  Tensor log();

  /** Square root; its derivative at 0 is infinite. */
  Tensor sqrt();

  /**
   * Square root whose derivative at 0 is taken to be 0. The one place where a derivative is repaired: inside Adam and RMSprop an
   * always-zero gradient (a black border pixel) would otherwise turn every meta-gradient into NaN.
   */
  Tensor rootOrZero();

  Tensor tanh();

  /** 1 / (1 + e^-x). */
  Tensor sigmoid();

  /** max(x, 0); derivative 0 at 0. */
  Tensor relu();

  /** |x|; derivative sign(x), thus 0 at 0. */
  Tensor abs();

  /** -1, 0 or 1; NaN for NaN. Derivative 0 everywhere. */
  Tensor sign();

  /** 1 where x &gt; 0, else 0. Derivative 0 everywhere. */
  Tensor positive();

  default Tensor negate() {
    return times(-1);
  }

  default Tensor square() {
    return times(this);
  }

  // Explicit broadcasting and reductions

  /**
   * This, each number times the number of {@code by} that stands at the same leading indices: {@code by}'s shape must begin this one's.
   * [b, m, n] scaled by [b] or by [] is what "a rate per problem" or "one rate" means.
   */
  Tensor scaled(Tensor by);

  /** Repeats along every axis of length 1 (or a single number [] along all) up to {@code shape}, of the same rank. */
  Tensor spread(int... shape);

  /** Sums along the axes where {@code shape} (of the same rank, or []) has length 1: the adjoint of {@link #spread}. */
  Tensor sumTo(int... shape);

  /** This, whose shape must begin {@code that}'s, repeated along the axes that follow, to that's shape. */
  default Tensor spreadLike(Tensor that) {
    int[] whole = that.shape();
    int[] own = shape();
    if (own.length > whole.length || !Arrays.equals(own, Arrays.copyOf(whole, own.length))) {
      throw new IllegalArgumentException(
          "spreadLike: shape " + Arrays.toString(own) + " does not begin " + Arrays.toString(whole) + "; reshape it first");
    }
    int[] ones = new int[whole.length];
    Arrays.fill(ones, 1);
    System.arraycopy(own, 0, ones, 0, own.length);
    return reshape(ones).spread(whole);
  }

  /** The sum of all numbers, []. */
  default Tensor sum() {
    return sumTo();
  }

  /** The sum along one axis, which then is gone: [m, n] along axis 1 is [m]. */
  default Tensor sum(int axis) {
    int[] s = shape();
    int[] rest = without("sum", axis);
    s[axis] = 1;
    return sumTo(s).reshape(rest);
  }

  /** The mean of all numbers, []. */
  default Tensor mean() {
    return sum().times(1.0 / size());
  }

  /** The mean along one axis, which then is gone. */
  default Tensor mean(int axis) {
    without("mean", axis);
    return sum(axis).times(1.0 / shape()[axis]);
  }

  /** All axes but the first summed: [b, …] becomes [b]; [b] and [] stay. For losses of b independent problems. */
  default Tensor sumPerProblem() {
    int[] s = shape();
    return s.length < 2 ? this : reshape(s[0], size() / s[0]).sum(1);
  }

  /** log(sum of e^x) along the last axis, which then is gone; shifted by the greatest, so that it does not overflow. */
  Tensor logSumExp();

  /** The greatest number along one axis, which then is gone; of equals the first gets the derivative. NaN wins. */
  Tensor max(int axis);

  // Matrices

  /** Matrix product [m, k] x [k, n] = [m, n]; or of b pairs at once, [b, m, k] x [b, k, n] = [b, m, n]. */
  default Tensor matmul(Tensor that) {
    return matmul(false, that, false);
  }

  /** Matrix product of this and that, each transposed first where said so; the transpose itself is never made. */
  Tensor matmul(boolean transposeThis, Tensor that, boolean transposeThat);

  /** The last two axes exchanged. */
  default Tensor transpose() {
    int n = rank();
    if (n < 2) {
      throw new IllegalArgumentException("transpose: shape " + Arrays.toString(shape()) + " has no two last axes; reshape it first");
    }
    int[] axes = new int[n];
    for (int i = 0; i < n; i++) {
      axes[i] = i < n - 2 ? i : 2 * n - 3 - i;
    }
    return permute(axes);
  }

  // Shape

  /** The same numbers in the same order under another shape of the same size. */
  Tensor reshape(int... shape);

  /** Axes in another order: axis i of the result is axis {@code axes[i]} of this. */
  Tensor permute(int... axes);

  /** Indices [from, to) of one axis. */
  Tensor slice(int axis, int from, int to);

  /** This at index {@code from} of an axis of length {@code length}, zeros around it: the adjoint of {@link #slice}. */
  Tensor pad(int axis, int from, int length);

  /** Index i of the result's axis is index {@code index[i]} of this one's; indices may repeat. */
  Tensor gather(int axis, int... index);

  /** Adds index i of this axis into index {@code index[i]} of one of length {@code length}: the adjoint of {@link #gather}. */
  Tensor scatter(int axis, int length, int... index);

  /** The numbers at {@code column[i]} of row i of a matrix: [m, n] becomes [m]. */
  default Tensor pick(int... column) {
    int[] s = shape();
    if (s.length != 2 || column.length != s[0]) {
      throw new IllegalArgumentException("pick: shape " + Arrays.toString(s) + " wants a matrix and a column for each row, not "
          + column.length);
    }
    int[] flat = new int[column.length];
    for (int i = 0; i < flat.length; i++) {
      if (column[i] < 0 || column[i] >= s[1]) {
        throw new IllegalArgumentException("pick: column " + column[i] + " is outside 0 … " + (s[1] - 1) + " of shape "
            + Arrays.toString(s));
      }
      flat[i] = i * s[1] + column[i];
    }
    return reshape(size()).gather(0, flat);
  }

  /**
   * The surroundings of every place of images: [n, h, w, c] becomes [n, h', w', kernel * kernel * c], with zeros beyond the border;
   * h' = (h + 2 padding - kernel) / stride + 1. Convolution is a matrix product of this.
   */
  Tensor patches(int kernel, int stride, int padding);

  /** Adds patches back to images of height h and width w: the adjoint of {@link #patches}. */
  Tensor unpatches(int h, int w, int kernel, int stride, int padding);

  private int[] without(String operation, int axis) {
    int[] s = shape();
    if (axis < 0 || axis >= s.length) {
      throw new IllegalArgumentException(operation + ": shape " + Arrays.toString(s) + " has no axis " + axis);
    }
    int[] r = new int[s.length - 1];
    for (int i = 0; i < r.length; i++) {
      r[i] = s[i < axis ? i : i + 1];
    }
    return r;
  }
}
