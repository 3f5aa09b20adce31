package l2l.runner.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import l2l.api.tensor.Tensors;

/**
 * Optimizers trained, tuned and tested one after the other, a step at a time.
 *
 * <p>A step is one meta-step (validation included), one draw with one value of a tuning grid, or one draw of the test. Between two steps
 * everything there is to know stands in a {@link Standing}, which may be kept, saved, restored and gone on from with the same numbers bit
 * for bit. What a contest itself remembers (the optimizee drawn last, the last stretch of training) saves work and changes no number.
 *
 * <p>Not for several threads at once. Where the thread of a step was given up, make another contest of the same parts.
 */
public final class Contest {
  private final Setup setup;
  private final List<Contestant> contestants;
  private final Map<String, MetaTraining.State> from;
  private Optional<MetaTraining.Task> task = Optional.empty();

  /** A contest in which every contestant begins at its beginning. */
  public Contest(Setup setup, List<Contestant> contestants) {
    this(setup, contestants, Map.of());
  }

  /** @param from where to go on with meta-training, by the contestant's name, for those not to begin at the beginning */
  public Contest(Setup setup, List<Contestant> contestants, Map<String, MetaTraining.State> from) {
    this.setup = setup;
    this.contestants = List.copyOf(contestants);
    this.from = Map.copyOf(from);
  }

  /** Before the first step: nothing is computed yet. */
  public Standing begin() {
    return new Standing(0, List.of(), Optional.empty());
  }

  /** Whether every contestant is through. */
  public boolean done(Standing standing) {
    return standing.concluded().size() == contestants.size();
  }

  /** Tells the watch of the phase a standing is in the midst of; a step tells of the phases it enters itself. */
  public void announce(Standing standing, Watch watch) {
    standing.stage().ifPresent(stage -> announce(current(standing), stage, watch));
  }

  private void announce(Contestant c, Stage stage, Watch watch) {
    if (stage instanceof Stage.Training) {
      watch.phase("meta-training " + c.name(), c.training().orElseThrow().steps());
    } else if (stage instanceof Stage.Tuning) {
      watch.phase("tuning " + c.name(), c.tuning().orElseThrow().grid().length);
    } else {
      watch.phase("testing " + c.name(), setup.test().draws());
    }
  }

  /**
   * One step. The standing it goes on from stays as it is: a step that threw may be taken again.
   *
   * @throws IllegalStateException where all is done, or the standing is that of another contest
   * @throws Watch.Stopped if the watch says so
   * @throws PartFault where a part breaks its contract
   */
  public Standing step(Standing standing, Watch watch) {
    watch.check();
    Contestant c = current(standing);
    Stage stage = due(c, standing.stage().orElseGet(() -> first(c, watch)), watch);
    long tick = standing.tick() + 1;
    if (stage instanceof Stage.Training t) {
      return new Standing(tick, standing.concluded(), Optional.of(trained(c, t, watch)));
    }
    if (stage instanceof Stage.Tuning t) {
      return new Standing(tick, standing.concluded(), Optional.of(c.tuning().orElseThrow().step(setup, c.optimizer(), t, watch)));
    }
    Stage.Testing t = (Stage.Testing) stage;
    Curves curves = t.partial().and(Evaluation.draw(setup, setup.test(), c.optimizer(), t.theta(), t.draws(), watch));
    if (t.draws() + 1 < setup.test().draws()) {
      return new Standing(tick, standing.concluded(),
          Optional.of(new Stage.Testing(c.name(), t.theta(), t.trained(), t.chosen(), t.draws() + 1, curves)));
    }
    task = Optional.empty();
    List<Contestant.Outcome> concluded = new ArrayList<>(standing.concluded());
    concluded.add(new Contestant.Outcome(c.name(), t.theta(), t.trained(), t.chosen(), curves));
    return new Standing(tick, concluded, Optional.empty());
  }

  private Contestant current(Standing standing) {
    int i = standing.concluded().size();
    if (i >= contestants.size()) {
      throw new IllegalStateException("contest: all " + contestants.size() + " contestants are through, there is no step left");
    }
    Contestant c = contestants.get(i);
    standing.stage().map(Stage::contestant).filter(name -> !name.equals(c.name())).ifPresent(name -> {
      throw new IllegalStateException("contest: " + name + " stands where " + c.name() + " is next; go on with the contest it is of");
    });
    boolean fits = standing.stage().map(stage -> stage instanceof Stage.Training ? c.training().isPresent()
        : !(stage instanceof Stage.Tuning) || c.tuning().isPresent()).orElse(true);
    if (!fits) {
      throw new IllegalStateException("contest: " + c.name() + " stands in a phase that it does not have here ("
          + standing.stage().get().getClass().getSimpleName().toLowerCase(Locale.ROOT) + "); go on with the contest it is of");
    }
    return c;
  }

  /** Where a contestant begins. */
  private Stage first(Contestant c, Watch watch) {
    if (c.training().isEmpty()) {
      return afterTraining(c, c.start(setup), Optional.empty(), watch);
    }
    MetaTraining.State state = from.containsKey(c.name()) ? from.get(c.name()) : c.training().get().begin(setup, c.start(setup));
    return entered(c, new Stage.Training(c.name(), state), watch);
  }

  /** The stage the next step belongs to. */
  private Stage due(Contestant c, Stage stage, Watch watch) {
    if (stage instanceof Stage.Training t && t.state().step() >= c.training().orElseThrow().steps()) {
      Optional<MetaTraining.Best> best = t.state().best();
      Tensors theta = best.map(MetaTraining.Best::theta).orElse(t.state().theta());
      return due(c, afterTraining(c, theta, Optional.of(new Contestant.Trained(t.state().step(), best)), watch), watch);
    }
    if (stage instanceof Stage.Tuning t && c.tuning().orElseThrow().through(t)) {
      Tuning tuning = c.tuning().get();
      Tuning.Chosen chosen = tuning.chosen(t, watch);
      if (chosen.atEdge()) {
        watch.warning(String.format(Locale.ROOT, "%s: the best %s, %.4g, is at the edge of its grid %.4g … %.4g; widen it", c.name(),
            chosen.hyperparameter(), chosen.value(), chosen.grid()[0], chosen.grid()[chosen.grid().length - 1]));
      }
      return entered(c, testing(c, tuning.with(t.theta(), chosen.value()), t.trained(), Optional.of(chosen)), watch);
    }
    return stage;
  }

  private Stage afterTraining(Contestant c, Tensors theta, Optional<Contestant.Trained> trained, Watch watch) {
    return entered(c, c.tuning().<Stage>map(t -> t.begin(c.name(), theta, trained))
        .orElseGet(() -> testing(c, theta, trained, Optional.empty())), watch);
  }

  private static Stage testing(Contestant c, Tensors theta, Optional<Contestant.Trained> trained, Optional<Tuning.Chosen> chosen) {
    return new Stage.Testing(c.name(), theta, trained, chosen, 0, Curves.NONE);
  }

  private Stage entered(Contestant c, Stage stage, Watch watch) {
    announce(c, stage, watch);
    return stage;
  }

  private Stage trained(Contestant c, Stage.Training stage, Watch watch) {
    MetaTraining training = c.training().orElseThrow();
    if (task.filter(t -> t.name().equals(c.name())).isEmpty()) {
      task = Optional.of(training.task(setup, c.optimizer(), c.name(), c.start(setup)));
    }
    return new Stage.Training(c.name(), training.step(task.get(), stage.state(), watch));
  }
}
