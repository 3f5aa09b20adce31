package l2l.runner.loop;

import java.util.Optional;
import l2l.api.Batch;
import l2l.api.Draw;
import l2l.api.Episode;
import l2l.api.MetaGradient;
import l2l.api.MetaProblem;
import l2l.api.Observation;
import l2l.api.Optimizee;
import l2l.api.OptimizeeFamily;
import l2l.api.Optimizer;
import l2l.api.Order;
import l2l.api.Setting;
import l2l.api.state.IncompatibleSnapshot;
import l2l.api.state.Schema;
import l2l.api.state.Successor;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** Parts to replace others by, each good or bad for one thing. */
final class Spares {
  private Spares() {}

  /** f(a, b) = sum a^2 / 2 + b^4 / 4 for two problems; a and b of so many numbers. */
  record Pair(int a, int b) implements OptimizeeFamily {
    @Override
    public Optimizee sample(Draw draw) {
      Engine e = draw.engine();
      return new Optimizee() {
        @Override
        public Tensors start(Seed seed) {
          return Tensors.of("a", e.normal(seed.child("a"), 1, 2, a)).with("b", e.normal(seed.child("b"), 1, 2, b));
        }

        @Override
        public Tensor loss(Tensors x, Batch batch) {
          Tensor noise = e.normal(batch.seed(), 0.1, 2, a);
          return x.get("a").square().times(0.5).plus(x.get("a").times(noise)).sum(1).plus(x.get("b").square().square().times(0.25).sum(1));
        }
      };
    }
  }

  /** A pair that takes over points of pairs with fewer numbers, and puts zeros behind them. */
  record Longer(Pair pair) implements OptimizeeFamily, Successor {
    @Override
    public Optimizee sample(Draw draw) {
      return pair.sample(draw);
    }

    @Override
    public Values adopt(Schema from, Values saved) throws IncompatibleSnapshot {
      if (saved.doubles("t")[0] != 2) {
        throw new IncompatibleSnapshot("two steps should be done, not " + saved.doubles("t")[0]);
      }
      return Values.none().with("x/b", saved.doubles("x/b"), 2, pair.b).with("x/a", new double[2 * pair.a], 2, pair.a);
    }
  }

  /** The rule under other names: "log" is the logarithm of its rate, and state is behind "sum/". */
  record Renamed(boolean knows, String extra) implements Optimizer, Successor {
    private static final Toys.Rule RULE = new Toys.Rule(0.02);

    @Override
    public Tensors theta(Setting s) {
      return Tensors.of("drift", s.engine().scalar(0.01)).with("log", s.engine().scalar(Math.log(0.02)));
    }

    @Override
    public Tensors state(Tensors theta, Setting s) {
      return RULE.state(theta, s).prefixed("sum/");
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      Step step = RULE.step(Tensors.of("rate", theta.get("log").exp()).with("drift", theta.get("drift")), state.under("sum/"), seen);
      return new Step(step.change(), step.state().prefixed("sum/"));
    }

    @Override
    public Values adopt(Schema from, Values saved) throws IncompatibleSnapshot {
      if (!knows) {
        throw new IncompatibleSnapshot("this toy takes over no " + from + "; train it anew");
      }
      return Values.none().with("theta/log" + extra, new double[] {Math.log(saved.doubles("theta/rate")[0])})
          .with("theta/drift", saved.doubles("theta/drift")).and("state/sum/", saved.under("state/"));
    }
  }

  /** The rule with so many more numbers in its theta and state. */
  record Wider(int theta, int state) implements Optimizer {
    private static final Toys.Rule RULE = new Toys.Rule(0.02);

    @Override
    public Tensors theta(Setting s) {
      return RULE.theta(s).with("rate", s.engine().fill(0.02, theta));
    }

    @Override
    public Tensors state(Tensors theta, Setting s) {
      return RULE.state(theta, s).with("more", s.engine().zeros(state));
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      throw new AssertionError("nobody should take a step");
    }
  }

  /** Backwards, which remembers how many estimates of this training it made, and a sum as large as theta. */
  record Remembering(int unroll) implements MetaGradient {
    @Override
    public Estimate estimate(MetaProblem problem, Tensors theta, Optional<Episode> from, Seed seed) {
      Estimate e = new Toys.Backwards(unroll, Order.FIRST).estimate(problem, theta, from, seed);
      Tensors before = from.map(Episode::memory).orElse(Tensors.none());
      Tensors memory = before.isEmpty() ? e.gradient() : before.plus(e.gradient());
      return new Estimate(e.objective(), e.gradient(), e.next().map(n -> n.remembering(memory)), e.diagnostics());
    }
  }

  /** change = -0.001 gradient. */
  record Sgd() implements Optimizer {
    @Override
    public Tensors theta(Setting s) {
      return Tensors.none();
    }

    @Override
    public Tensors state(Tensors theta, Setting s) {
      return Tensors.none();
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      return new Step(seen.gradient().times(-0.001), state);
    }
  }

  /** Backwards by two steps, without memory. */
  record Backwards() implements MetaGradient {
    @Override
    public Estimate estimate(MetaProblem problem, Tensors theta, Optional<Episode> from, Seed seed) {
      return new Toys.Backwards(2, Order.FIRST).estimate(problem, theta, from, seed);
    }
  }

  /** A rule with a rate for every number of a. */
  record Each() implements Optimizer {
    @Override
    public Tensors theta(Setting s) {
      return Tensors.of("drift", s.engine().fill(0.01, s.x().get("a").shape()));
    }

    @Override
    public Tensors state(Tensors theta, Setting s) {
      return Tensors.none();
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      return new Step(seen.gradient().times(-0.01).with("a", seen.gradient().get("a").times(theta.get("drift")).negate()), state);
    }
  }
}
