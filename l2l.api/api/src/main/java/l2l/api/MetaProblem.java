package l2l.api;

import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import org.osgi.annotation.versioning.ProviderType;

/** What an estimator works on: the inner loop, written once and handed to every estimator. */
@ProviderType
public interface MetaProblem {

  Engine engine();

  /** Steps of one training. */
  long horizon();

  /** Draws an optimizee, its start and the optimizer's first state. */
  Episode begin(Tensors theta, Seed seed);

  /**
   * Up to {@code steps} steps, fewer where the horizon comes first.
   *
   * @param theta variables inside {@link Engine#gradient} or {@link Engine#tangent}, or plain numbers
   * @throws MemoryExceeded where the unroll was predicted not to fit
   */
  Segment unroll(Tensors theta, Episode from, int steps, Order order);

  /**
   * The same stretch, of which a derivative under way keeps the points between segments only: what lies inside a segment is computed again
   * on the way back. The same bits; memory of the order of {@code steps / segment + segment} steps, for the time of one more evaluation.
   *
   * @param segment steps of a segment; 0 or at least {@code steps}: every step is kept
   * @throws MemoryExceeded where the unroll was predicted not to fit
   */
  default Segment unroll(Tensors theta, Episode from, int steps, Order order, int segment) {
    return unroll(theta, from, steps, order);
  }

  /** The meta-objective of a stretch, [] : the mean over the problems. */
  Tensor objective(Trajectory trajectory);
}
