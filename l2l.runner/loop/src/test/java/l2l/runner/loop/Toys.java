package l2l.runner.loop;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import l2l.api.Batch;
import l2l.api.Episode;
import l2l.api.MetaGradient;
import l2l.api.MetaObjective;
import l2l.api.MetaProblem;
import l2l.api.Observation;
import l2l.api.Optimizee;
import l2l.api.OptimizeeFamily;
import l2l.api.Optimizer;
import l2l.api.Order;
import l2l.api.Segment;
import l2l.api.Setting;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** Small parts whose mathematics fits on a page. */
final class Toys {
  private Toys() {}

  /** f(x) = sum_i curvature_i x_i^4 / 4 + noise_t · x, b problems of two numbers. */
  record Quartic(int problems) implements OptimizeeFamily {
    @Override
    public Optimizee sample(l2l.api.Draw draw) {
      Engine e = draw.engine();
      Tensor curvature = e.uniform(draw.seed(), 0.5, 2, problems, 2);
      return new Optimizee() {
        @Override
        public Tensors start(Seed seed) {
          return Tensors.of("x", e.normal(seed, 1, problems, 2));
        }

        @Override
        public Tensor loss(Tensors x, Batch batch) {
          Tensor noise = e.normal(batch.seed(), 0.1, problems, 2);
          Tensor q = x.get("x").square();
          return q.times(q).times(curvature).times(0.25).plus(x.get("x").times(noise)).sum(1);
        }
      };
    }
  }

  /** change = -rate gradient + drift tanh(sum of gradients so far). */
  record Rule(double rate) implements Optimizer {
    @Override
    public Tensors theta(Setting s) {
      return Tensors.of("rate", s.engine().scalar(rate)).with("drift", s.engine().scalar(0.01));
    }

    @Override
    public Tensors state(Tensors theta, Setting s) {
      return s.x().map(x -> x.engine().zeros(x.shape()));
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      Tensors sum = state.plus(seen.gradient());
      Tensors change = seen.gradient().zip(sum, (g, m) -> g.scaled(theta.get("rate").negate()).plus(m.tanh().scaled(theta.get("drift"))));
      return new Step(change, sum);
    }
  }

  static final MetaObjective SUM = t -> {
    Tensor sum = t.loss(1);
    for (int i = 2; i <= t.steps(); i++) {
      sum = sum.plus(t.loss(i));
    }
    return sum;
  };

  /** Backpropagation through {@code unroll} steps. */
  record Backwards(int unroll, Order order) implements MetaGradient {
    @Override
    public Estimate estimate(MetaProblem problem, Tensors theta, Optional<Episode> from, Seed seed) {
      Episode begin = from.orElseGet(() -> problem.begin(theta, seed));
      Segment[] kept = new Segment[1];
      Engine.Gradient g = problem.engine().gradient(v -> {
        kept[0] = problem.unroll(v, begin, unroll, order);
        return problem.objective(kept[0].trajectory());
      }, theta);
      Episode next = kept[0].next();
      return new Estimate(g.value().scalar(), g.gradient(), next.t() < problem.horizon() ? Optional.of(next) : Optional.empty(),
          new Diagnostics(kept[0].trajectory().steps(), 1, 0, Map.of()));
    }
  }

  static List<String> names(Tensors t) {
    return List.copyOf(t.names());
  }
}
