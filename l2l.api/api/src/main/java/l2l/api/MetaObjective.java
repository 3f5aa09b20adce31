package l2l.api;

import l2l.api.tensor.Tensor;
import org.osgi.annotation.versioning.ConsumerType;

/** How good a stretch of training was; less is better. */
@ConsumerType
public interface MetaObjective extends Extensible {

  /** [] or, one number a problem, [b]. */
  Tensor of(Trajectory trajectory);
}
