package l2l.api;

import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import org.osgi.annotation.versioning.ConsumerType;

/** A function to be minimised: f(x) from a start x0. */
@ConsumerType
public interface Optimizee extends Extensible {

  /** x0. */
  Tensors start(Seed seed);

  /** f(x): [], or [b] for b independent problems; then every tensor of x leads with [b, …] and the engine differentiates the sum. */
  Tensor loss(Tensors x, Batch batch);
}
