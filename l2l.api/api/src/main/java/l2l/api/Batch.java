package l2l.api;

import l2l.api.tensor.Seed;
import org.osgi.annotation.versioning.ProviderType;

/** Which sample of f is meant: a stochastic f draws one minibatch for each t, used for loss and gradient alike. */
@ProviderType
public interface Batch {

  /** Decides the minibatch. */
  Seed seed();

  /** Steps taken so far, from 0; for schedules. */
  long t();

  /** Steps the whole training takes. */
  long horizon();

  /** Which examples to draw from. */
  Split split();

  /** Whether the loss over all examples of the split is meant, not over a minibatch. */
  boolean whole();
}
