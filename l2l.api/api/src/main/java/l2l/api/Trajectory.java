package l2l.api;

import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import org.osgi.annotation.versioning.ProviderType;

/** A stretch of training: the points x_from … x_(from + steps), both ends included. */
@ProviderType
public interface Trajectory {

  /** Steps taken before the first point. */
  long from();

  /** Steps between the first point and the last. */
  int steps();

  /** f(x_(from + i)), i = 0 … steps; [] or [b]. */
  Tensor loss(int i);

  /** f(x_(from + i)) on validation examples, computed only if asked for; [] or [b]. */
  Tensor validation(int i);

  /** x_(from + i). */
  Tensors point(int i);

  /** Whether training ends with the last point. */
  boolean ends();
}
