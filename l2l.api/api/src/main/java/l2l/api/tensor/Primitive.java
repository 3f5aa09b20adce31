package l2l.api.tensor;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An operation with a hand-written derivative, for the few places where speed matters more than brevity. Most plugins never need one.
 *
 * <p>It keeps nothing between calls: what the backward sweep needs goes into {@code saved}. The arrays are the tensors' own, uncopied:
 * inputs are to be read only. Adjoint arrays of inputs arrive filled with zeros, unless {@link #overwrites} says otherwise.
 */
@ConsumerType
public interface Primitive {

  /**
   * Added to an adjoint in float and taken off again: what is less than 5e-29 becomes 0, what is more than 3e-14 stays as it is. Through
   * saturated functions adjoints shrink by many orders of magnitude a step, and products of subnormal numbers take some processors ten to a
   * hundred times as long as others.
   */
  float FLUSH = 0x1p-70f;

  /** The precisions {@link #forward} and {@link #backward} are written for. In others the engine takes {@link #plain}. */
  boolean speaks(Precision precision);

  /**
   * Shapes of the outputs.
   *
   * @throws IllegalArgumentException where the inputs' shapes do not fit
   */
  List<int[]> outputs(List<int[]> in);

  /** Shapes of the arrays forward leaves for backward, besides inputs and outputs; none unless said. */
  default List<int[]> saved(List<int[]> in) {
    return List.of();
  }

  /**
   * Computes the outputs, those of {@link #late()} left aside, and, unless {@code saved} is null (no derivative is wanted), what backward
   * needs. Arrays of both arrive with any content: every number is to be written.
   */
  void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved);

  /**
   * Whether number i of each output depends on number i of the inputs of that size, and on inputs of other sizes, and {@link
   * #forward(Kernel, Buffer[], Buffer[], int, int)} is written: a rule of coordinates, each by itself. Where no derivative is wanted,
   * such a call waits until an output is asked for, goes piece by piece with what is computed from it, and writes over numbers that
   * {@link Engine#release} is told to be over. All outputs have one shape, and none comes late.
   */
  default boolean pointwise() {
    return false;
  }

  /**
   * Computes numbers {@code from} to {@code to - 1} of all outputs of a {@linkplain #pointwise() pointwise} primitive, on the calling
   * thread, from their arrays and not from panels. An output may lie in the array of an input of its size: whoever writes number i of any
   * output has read number i of all inputs.
   */
  default void forward(Kernel kernel, Buffer[] in, Buffer[] out, int from, int to) {
    throw new UnsupportedOperationException(this + ": is said to be pointwise, but its forward of some numbers is not written");
  }

  /**
   * Outputs that forward leaves alone since often nobody asks for them, such as a loss beside its gradient. Where somebody does, they come
   * by {@link #late(Kernel, int, Buffer[], Buffer[])}. Neither backward nor the pullback reads their numbers.
   */
  default int[] late() {
    return new int[0];
  }

  /** Computes output i of {@link #late()} from the inputs and the outputs of forward. */
  default void late(Kernel kernel, int i, Buffer[] in, Buffer[] out) {
    throw new UnsupportedOperationException(this + ": output " + i + " is said to come late, but late is not written");
  }

  /**
   * Computes the inputs' adjoints; an adjoint nothing is written to is 0.
   *
   * @param outAdjoint null entries are zero
   * @param inAdjoint null entries are not wanted
   */
  void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint);

  /** Whether backward, if asked for it, writes every number of the adjoint of input i, so that its array may arrive with any content. */
  default boolean overwrites(int i) {
    return false;
  }

  /**
   * Whether backward and the pullback read the numbers of input i. Those that they do not read may be gone by then; shapes are always there.
   *
   * @param wanted for each input, whether its adjoint is asked for
   */
  default boolean reads(int i, boolean[] wanted) {
    return true;
  }

  /**
   * Inputs that a call takes over from the call before it, where they are its outputs of the same numbers: the state of a recurrence. If
   * there are any, a derivative holds such calls of equal primitives back as long as nobody waits for what they add to other adjoints, and
   * comes to a run of them at once by {@link #backward(Kernel, List)}. A record writes its equals by hand then: that of the language leaves
   * the class of a component in a cache of JDK 17.
   */
  default int[] state() {
    return new int[0];
  }

  /**
   * Computes the inputs' adjoints of a run of calls: for every call the bits that {@link #backward(Kernel, Buffer[], Buffer[], Buffer[],
   * Buffer[], Buffer[])} would give it. Of two calls one behind the other in the list, the later one in time comes first, and its inputs of
   * {@link #state} are outputs of the other one. Their adjoints, for which the call has no array, are added to what the other one's
   * outAdjoint holds.
   */
  default void backward(Kernel kernel, List<Call> run) {
    for (Call call : run) {
      backward(kernel, call.in, call.out, call.saved, call.outAdjoint, call.inAdjoint);
    }
  }

  /** The same in ordinary operations. */
  List<Tensor> plain(List<Tensor> in);

  /**
   * The backward sweep in operations that are differentiated again, other primitives among them; where there is none, derivatives of
   * derivatives take {@link #plain} apart.
   */
  default Optional<Pullback> pullback() {
    return Optional.empty();
  }

  /** What {@link #backward(Kernel, Buffer[], Buffer[], Buffer[], Buffer[], Buffer[])} takes. */
  record Call(Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {}

  /** What a primitive's inputs owe to its outputs, as tensors: a vector-Jacobian product. */
  @ConsumerType
  interface Pullback {

    /**
     * Adjoints of the inputs.
     *
     * @param in as they went into {@link Primitive#forward}
     * @param out as they came out
     * @param outAdjoint of the shapes of {@code out}; null entries are zero
     * @param wanted for each input, whether its adjoint is asked for
     * @return of the shapes of {@code in}; null entries are zero, or not wanted
     */
    Tensor[] of(Tensor[] in, Tensor[] out, Tensor[] outAdjoint, boolean[] wanted);
  }
}
