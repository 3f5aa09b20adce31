package l2l.runner.loop;

import java.util.Optional;
import l2l.api.OptimizeeFamily;
import l2l.api.Split;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;

/**
 * What all optimizers of a run share.
 *
 * @param family what they are meta-trained on
 * @param horizon steps of one training
 * @param seed everything random follows from it
 * @param memory bytes an unroll may keep for its derivative
 */
public record Setup(Engine engine, OptimizeeFamily family, long horizon, Seed seed, Trials validation, Trials test, long memory) {

  /**
   * Trainings to choose by or to judge by, the same for every optimizer.
   *
   * @param name the stream of seeds they are drawn from: "validation" and "test" are disjoint
   * @param draws how many optimizees are drawn; each counts as many tasks as it holds problems
   * @param judge what the verdict is; if empty, f at the last point
   */
  public record Trials(String name, OptimizeeFamily family, int draws, Optional<Judge> judge) {}

  /**
   * A verdict other than the last training loss.
   *
   * @param split whose examples judge
   * @param whole all of them, or one minibatch
   */
  public record Judge(Split split, boolean whole) {}
}
