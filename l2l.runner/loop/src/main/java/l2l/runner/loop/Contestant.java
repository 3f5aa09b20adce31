package l2l.runner.loop;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import l2l.api.Optimizer;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * An optimizer on its way to the test: given, meta-trained or tuned, then judged.
 *
 * @param given its theta, if it was trained elsewhere
 */
public record Contestant(String name, Optimizer optimizer, Optional<Values> given, Optional<MetaTraining> training,
    Optional<Tuning> tuning) {

  /**
   * How it did.
   *
   * @param theta what it was judged with
   * @param trained meta-training's end, if it was meta-trained
   * @param chosen the tuning, if it was tuned
   * @param test the test tasks' curves
   */
  public record Outcome(String name, Tensors theta, Optional<Trained> trained, Optional<Tuning.Chosen> chosen, Curves test) {}

  /**
   * What meta-training came to.
   *
   * @param step meta-steps done
   * @param best the theta that did best on the validation tasks, if any was validated
   */
  public record Trained(long step, Optional<MetaTraining.Best> best) {}

  /**
   * Trains, tunes and judges it, whatever of these is asked for.
   *
   * @param from where to go on with meta-training, if it was begun
   */
  public Outcome run(Setup setup, Optional<MetaTraining.State> from, Watch watch) {
    Contest contest = new Contest(setup, List.of(this), from.map(s -> Map.of(name, s)).orElse(Map.of()));
    Standing standing = contest.begin();
    while (!contest.done(standing)) {
      standing = contest.step(standing, watch);
    }
    return standing.concluded().get(0);
  }

  /** Theta to begin with: the given one, checked, or the optimizer's own. */
  public Tensors start(Setup setup) {
    Tensors own = MetaTraining.theta(setup, optimizer);
    return given.isPresent() ? fitting(name, given.get(), own, setup.engine()) : own;
  }

  /**
   * Given values as theta of an optimizer.
   *
   * @throws Refusal where names or shapes are not those wanted, or a number is not finite
   */
  static Tensors fitting(String name, Values given, Tensors wanted, Engine engine) {
    if (!given.names().equals(wanted.names())) {
      throw new Refusal(name + ": the given theta holds " + given + ", this optimizer wants " + wanted);
    }
    Map<String, Tensor> theta = new LinkedHashMap<>();
    Tensors there = given.on(engine);
    for (String tensor : wanted.names()) {
      int[] has = given.shape(tensor);
      int[] wants = wanted.get(tensor).shape();
      if (!Arrays.equals(has, wants)) {
        throw new Refusal(name + ": " + tensor + " is " + Shape.text(has) + ", this optimizer wants " + Shape.text(wants));
      }
      for (double v : given.doubles(tensor)) {
        if (!Double.isFinite(v)) {
          throw new Refusal(name + ": the given " + tensor + " holds " + v + "; a theta must be finite");
        }
      }
      theta.put(tensor, there.get(tensor));
    }
    return Tensors.of(theta);
  }
}
