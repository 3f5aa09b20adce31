package l2l.runner.bench;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import l2l.api.Episode;
import l2l.api.Split;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;
import l2l.runner.loop.Contest;
import l2l.runner.loop.Contestant;
import l2l.runner.loop.MetaTraining;
import l2l.runner.loop.Problem;
import l2l.runner.loop.Setup;
import l2l.runner.loop.Standing;
import l2l.runner.loop.Watch;

/** A piece of work that can be done again and again, by the runner's own loop. */
@FunctionalInterface
interface Work {

  /** Does it once; returns how many units that was, as a rule inner steps. */
  int once();

  /** Meta-steps of a contest, one at a time. */
  static Work metaStep(Setup setup, Contestant contestant) {
    AtomicInteger unrolled = new AtomicInteger();
    Work step = contest(setup, contestant, new Watch() {
      @Override
      public void metaStep(String optimizer, MetaTraining.Metrics metrics) {
        unrolled.set(metrics.unroll());
      }
    });
    return () -> {
      step.once();
      return unrolled.get();
    };
  }

  /** Whole trainings of fresh optimizees by a fixed optimizer, one at a time. */
  static Work training(Setup setup, Contestant contestant) {
    Work step = contest(setup, contestant, Watch.NOBODY);
    return () -> step.once() * Math.toIntExact(setup.horizon());
  }

  private static Work contest(Setup setup, Contestant contestant, Watch watch) {
    Contest contest = new Contest(setup, List.of(contestant));
    AtomicReference<Standing> standing = new AtomicReference<>(contest.begin());
    return () -> {
      standing.set(contest.step(standing.get(), watch));
      return 1;
    };
  }

  /** Where a training begins. */
  static Episode begin(Setup setup, Contestant contestant) {
    Tensors theta = MetaTraining.theta(setup, contestant.optimizer());
    return new Problem(setup.engine(), setup.family(), contestant.optimizer(), t -> t.loss(0), setup.horizon(), Split.TRAIN, setup.memory())
        .begin(theta, setup.seed());
  }

  /** The meta-gradient at this theta through one and the same training. */
  static Work metaGradient(Setup setup, Contestant contestant, Tensors theta) {
    MetaTraining training = contestant.training().orElseThrow();
    Problem problem = new Problem(setup.engine(), setup.family(), contestant.optimizer(), training.objective(), setup.horizon(),
        Split.TRAIN, setup.memory());
    Seed seed = setup.seed().child("train").child(0);
    Episode start = problem.begin(theta, seed);
    return () -> training.estimator().estimate(problem, theta, Optional.of(start), seed).diagnostics().steps();
  }
}
