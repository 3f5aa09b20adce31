package l2l.api;

import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import org.osgi.annotation.versioning.ConsumerType;

/** Aspect of an optimizee that classifies: the share it gets right, beside its loss. */
@ConsumerType
public interface Accuracy {

  /** Of 0 … 1; [] or [b]. */
  Tensor accuracy(Tensors x, Batch batch);
}
