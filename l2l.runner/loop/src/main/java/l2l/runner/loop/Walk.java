package l2l.runner.loop;

import static l2l.runner.loop.PartFault.there;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import l2l.api.Optimizer;
import l2l.api.tensor.Tensors;

/**
 * Steps of an optimizer: x_(t+1) = x_t + change_t.
 *
 * @param whole the stretch the steps belong to
 * @param begin the optimizer's state where that begins, whose form is kept
 */
record Walk(Optimizer optimizer, Stretch whole, Tensors begin) {
  private static final String OPTIMIZER = "optimizer";

  /**
   * From the last point of a stretch known so far to another.
   *
   * @param stretch the whole one or a part of it
   * @param state at its last point
   * @param bytes is told what the first step left on tapes
   * @param stays which points will be looked at; others may be given up on the way
   * @return the state at point {@code to}
   */
  Tensors go(Tensors theta, Stretch stretch, Tensors state, int to, LongConsumer bytes, IntPredicate stays) {
    long before = stretch.engine().bytesOnTape();
    int first = stretch.known();
    stretch.engine().keep(theta, state);
    for (int i = first; i < to; i++) {
      Tensors x = stretch.known(i);
      Sight sight = stretch.sight(i);
      Optimizer.Step step = optimizer.step(theta, state, sight);
      Tensors next = moved(x, step);
      stretch.add(i + 1, next);
      Tensors past = state;
      state = there(OPTIMIZER, step.state(), "step returned no state; return Tensors.none() where there is nothing to remember");
      if (i == first || i == to - 1) {
        PartFault.unlessAlike(OPTIMIZER, state, begin, "step returned a state", " after ",
            "keep the names, shapes and precision of the state from step to step");
      }
      List<Tensors> over = new ArrayList<>(List.of(step.change()));
      if (i > first) {
        over.add(past);
      } else {
        bytes.accept(stretch.engine().bytesOnTape() - before);
      }
      stretch.past(i, i == first || stays.test(i), over, next, state);
    }
    return state;
  }

  /** x after a step. A change that does not fit is refused by the sum already; here it gets its words. */
  private static Tensors moved(Tensors x, Optimizer.Step step) {
    there(OPTIMIZER, step, "step returned null; return a change and a state");
    Tensors change = there(OPTIMIZER, step.change(), "step returned no change; return one with the names and shapes of x");
    try {
      return x.plus(change);
    } catch (IllegalArgumentException | NullPointerException e) {
      PartFault.unlessAlike(OPTIMIZER, change, x, "step returned a change", " for x ", "return the names, shapes and precision of x");
      throw e;
    }
  }
}
