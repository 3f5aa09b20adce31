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
}
