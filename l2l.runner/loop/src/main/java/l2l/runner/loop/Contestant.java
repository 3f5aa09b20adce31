package l2l.runner.loop;

import java.util.Arrays;
import java.util.LinkedHashMap;
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
  public record Outcome(String name, Tensors theta, Optional<MetaTraining.State> trained, Optional<Tuning.Chosen> chosen, Curves test) {}

  /**
   * Trains, tunes and judges it, whatever of these is asked for.
   *
   * @param from where to go on with meta-training, if it was begun
   */
  public Outcome run(Setup setup, Optional<MetaTraining.State> from, Watch watch) {
    Tensors theta = start(setup);
    Optional<MetaTraining.State> trained = Optional.empty();
    Optional<Tuning.Chosen> chosen = Optional.empty();
    if (training.isPresent()) {
      MetaTraining t = training.get();
      watch.phase("meta-training " + name, t.steps());
      MetaTraining.State end = t.run(setup, optimizer, name, from.isPresent() ? from.get() : t.begin(setup, theta), watch);
      theta = end.best().map(MetaTraining.Best::theta).orElse(end.theta());
      trained = Optional.of(end);
    }
    if (tuning.isPresent()) {
      watch.phase("tuning " + name, tuning.get().grid().length);
      Tuning.Chosen c = tuning.get().choose(setup, optimizer, theta, watch);
      if (c.atEdge()) {
        watch.warning(String.format(java.util.Locale.ROOT, "%s: the best %s, %.4g, is at the edge of its grid %.4g … %.4g; widen it",
            name, c.hyperparameter(), c.value(), c.grid()[0], c.grid()[c.grid().length - 1]));
      }
      theta = tuning.get().with(theta, c.value());
      chosen = Optional.of(c);
    }
    watch.phase("testing " + name, setup.test().draws());
    return new Outcome(name, theta, trained, chosen, Evaluation.of(setup, setup.test(), optimizer, theta, watch));
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
