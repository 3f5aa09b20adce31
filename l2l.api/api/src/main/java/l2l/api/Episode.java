package l2l.api;

import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;

/**
 * Training of one optimizee between two steps, detached: enough to continue it, and nothing else.
 *
 * @param optimizee the seed it was drawn with
 * @param metaStep meta-updates done when it was drawn
 * @param t steps taken
 * @param x x_t
 * @param state the optimizer's
 * @param memory the estimator's own, such as the sum of perturbations of persistent evolution strategies
 */
public record Episode(Seed optimizee, long metaStep, long t, Tensors x, Tensors state, Tensors memory) {

  /** The same with another memory. */
  public Episode remembering(Tensors memory) {
    return new Episode(optimizee, metaStep, t, x, state, memory);
  }
}
