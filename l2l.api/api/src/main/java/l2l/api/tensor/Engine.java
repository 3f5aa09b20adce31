package l2l.api.tensor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes tensors and differentiates functions of them. One run uses one engine.
 *
 * <p>Derivatives nest to any depth: a gradient taken inside another {@link #gradient} or {@link #tangent} is itself differentiated.
 */
@ProviderType
public interface Engine {

  /** What its tensors are made of. */
  Precision precision();

  /** A tensor of these numbers, row-major; the array is copied. Numbers are rounded to {@link #precision}. */
  Tensor tensor(double[] values, int... shape);

  /** A tensor of these numbers, row-major; the array is copied. */
  Tensor tensor(float[] values, int... shape);

  /**
   * A tensor of rows drawn from an array, such as a minibatch: [index.length, width], row i the {@code width} numbers of {@code values}
   * from {@code index[i] * width} on. They may be copied late, so the array must not be changed afterwards.
   *
   * @throws IllegalArgumentException for an index of no whole row
   */
  Tensor rows(float[] values, int width, int... index);

  /** A tensor of one number repeated. */
  Tensor fill(double value, int... shape);

  default Tensor scalar(double value) {
    return fill(value);
  }

  default Tensor zeros(int... shape) {
    return fill(0, shape);
  }

  /** Independent normal numbers, mean 0, of this standard deviation. */
  default Tensor normal(Seed seed, double deviation, int... shape) {
    double[] v = seed.normals(Shape.size(shape));
    for (int i = 0; i < v.length; i++) {
      v[i] *= deviation;
    }
    return tensor(v, shape);
  }

  /** Independent uniform numbers of [low, high). */
  default Tensor uniform(Seed seed, double low, double high, int... shape) {
    double[] v = seed.uniforms(Shape.size(shape));
    for (int i = 0; i < v.length; i++) {
      v[i] = low + (high - low) * v[i];
    }
    return tensor(v, shape);
  }

  /** Tensors one behind the other along an axis; their other axes must agree. */
  Tensor concat(int axis, List<Tensor> parts);

  /**
   * The value of f and the gradient of its sum. For a value of shape [b], of b problems that do not touch one another, that is the
   * gradient of each.
   *
   * @param f sees {@code at} as variables; what else it uses is constant to this derivative, and variable to one outside
   */
  Gradient gradient(Function<Tensors, Tensor> f, Tensors at);

  /** The value of f and its derivative along a direction (forward mode): the memory of one evaluation, however long f computes. */
  Tangent tangent(Function<Tensors, Tensors> f, Tensors at, Tensors direction);

  /**
   * f(at), of which a derivative under way keeps the inputs and outputs only: f is computed again when the backward sweep comes to it. The
   * memory of the outputs and of one evaluation for the time of two, the same bits as f(at) itself. Where that is not possible (forward
   * mode, orders of derivative beyond the first around it) it is f(at). Griewank, Walther 2000; Chen et al. 2016.
   *
   * @param f a pure function of its argument, whose values have the same names each time; it sees every variable through it
   * @throws IllegalArgumentException where f uses a variable it was not given
   */
  default Tensors recomputed(UnaryOperator<Tensors> f, Tensors at) {
    return f.apply(at);
  }

  /**
   * An operation with hand-written derivative: fused where the engine can, {@link Primitive#plain} where not (forward mode, orders of
   * derivative beyond the fused one, precisions it does not speak).
   */
  List<Tensor> apply(Primitive operation, List<Tensor> in);

  /** Notes that others know these too, such as an objective that looks at a point later: {@link #release} leaves them. */
  default void keep(Tensors... shown) {}

  /**
   * Gives up numbers of a step, now that the one behind it is done: a state, a change, a point, a gradient. What an operation, a
   * {@link Primitive} or a derivative computed may then lie in memory that the next step writes to. Using such a tensor afterwards is refused
   * with {@link IllegalStateException}. All others stay: what was handed to the engine or {@linkplain #keep kept}, shares its numbers with
   * another tensor, or is seen by a derivative under way.
   *
   * @param past together, since what is computed from several of them may be written over one
   * @param behind what was computed from these and goes on to be used; what waits among it is computed now, in order. A tensor that is among
   *     these stays too
   */
  default void release(List<Tensors> past, Tensors... behind) {}

  /**
   * Gives up points of a derivative under way that nobody else will look at: numbers that neither its way back reads nor anything computed
   * later waits for lend their memory to what comes next. Using such a tensor afterwards is refused with {@link IllegalStateException}.
   *
   * @param points variables of the derivative
   * @param used what goes on to be used; a tensor that is among these stays, and one that waits for a point is computed before it goes
   * @return whether any was given up
   */
  default boolean giveUp(Tensors points, Tensors... used) {
    return false;
  }

  /** Bytes that derivatives under way keep: the values and saved arrays on tapes not yet swept. For predicting an unroll's need. */
  long bytesOnTape();

  /** What decides the bits: engine, precision, and where it has one the matrix-product kernel ("gemm" = "SkylakeX"). For the record. */
  Map<String, String> facts();

  /**
   * f(at), [] or [b], and the gradient of its sum.
   *
   * @param gradient names and shapes of {@code at}; zero where f does not depend on a tensor
   */
  record Gradient(Tensor value, Tensors gradient) {}

  /** f(at), and its derivative along the direction, of the same names and shapes. */
  record Tangent(Tensors value, Tensors tangent) {}

  /** An engine's own further abilities. */
  default <A> Optional<A> aspect(Class<A> kind) {
    return kind.isInstance(this) ? Optional.of(kind.cast(this)) : Optional.empty();
  }
}
