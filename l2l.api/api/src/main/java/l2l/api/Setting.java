package l2l.api;

import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;
import org.osgi.annotation.versioning.ProviderType;

/** Where an optimizer is set to work. */
@ProviderType
public interface Setting {

  Engine engine();

  /** Decides the initial theta, where it is random. */
  Seed seed();

  /** The start x0: names and shapes the optimizer will see. */
  Tensors x();

  /** Steps to be taken. */
  long horizon();

  /**
   * Shape of the losses the optimizer will see: [] for one problem, [b] for b at once, each with memory of its own. For state that is
   * not of x's shape.
   */
  int[] lossShape();

  /** The same place for an optimizer inside this one, which will see other tensors. */
  default Setting with(Seed seed, Tensors x) {
    return new Placed(this, seed, x);
  }
}
