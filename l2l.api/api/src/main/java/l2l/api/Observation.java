package l2l.api;

import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import org.osgi.annotation.versioning.ProviderType;

/** What an optimizer sees at step t. */
@ProviderType
public interface Observation {

  Engine engine();

  /** Randomness of this step, for optimizers that use some. */
  Seed seed();

  /** Steps taken before this one, from 0. */
  long t();

  /** Steps the whole training takes. */
  long horizon();

  /** f(x_t), [] or [b]. */
  Tensor loss();

  /** The gradient of f at x_t; names and shapes of x. */
  Tensors gradient();

  /** x_t. */
  Tensors x();

  /** f elsewhere, on the same minibatch; for line searches. */
  Tensor lossAt(Tensors other);

  /** The gradient of f elsewhere, on the same minibatch; for look-ahead. */
  Tensors gradientAt(Tensors other);

  /**
   * Gradients per example or per client, each tensor [rows, …].
   *
   * @throws IllegalStateException where the optimizee has none
   */
  Tensors rows();

  /**
   * The same step as an optimizer inside this one is to see it: some of the tensors only, a gradient that was clipped, or
   * hyper-parameters and their hypergradient. Elsewhere means with the tensors not shown at x_t; f elsewhere and rows are refused, with
   * {@link IllegalStateException}, for names that are none of x's.
   *
   * @param seed randomness of the optimizer inside
   * @param x what it is to change
   * @param gradient names and shapes of x
   */
  default Observation with(Seed seed, Tensors x, Tensors gradient) {
    return new Shown(this, seed, x, gradient);
  }
}
