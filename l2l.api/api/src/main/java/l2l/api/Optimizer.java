package l2l.api;

import l2l.api.tensor.Tensors;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An update rule x' = x + change. A pure function: all it has learnt is in theta, all it remembers is in state, so both can be saved,
 * differentiated and handed on. A hand-made rule's hyper-parameters are its theta.
 */
@ConsumerType
public interface Optimizer extends Extensible {

  /** Initial meta-parameters. A tensor of them may lead with [b, …]: then b rules run at once, one for each of b problems. */
  Tensors theta(Setting setting);

  /** Memory before the first step. */
  Tensors state(Tensors theta, Setting setting);

  /**
   * One step. Names and shapes of the state stay the same from step to step. What is needed for longer than this step, of the state, of x and
   * its gradient, or of the change, belongs into the next state: nothing else is kept.
   */
  Step step(Tensors theta, Tensors state, Observation seen);

  /**
   * @param change to be added to x; its names and shapes
   * @param state what to remember
   */
  record Step(Tensors change, Tensors state) {}
}
