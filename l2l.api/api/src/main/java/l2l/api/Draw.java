package l2l.api;

import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import org.osgi.annotation.versioning.ProviderType;

/** What an optimizee is drawn with. */
@ProviderType
public interface Draw {

  Engine engine();

  /** Decides everything random about the optimizee. */
  Seed seed();

  /** Meta-updates done so far; for curricula. */
  long metaStep();

  /** Which examples its losses are made of. */
  Split split();
}
