package l2l.api.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import l2l.api.Episode;
import l2l.api.MetaGradient;
import l2l.api.MetaObjective;
import l2l.api.MetaProblem;
import l2l.api.Order;
import l2l.api.Segment;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

/** Laws of estimators and of meta-objectives find those that break them. */
class EstimatorLawsBiteTest {
  private final JavaEngine engine = new JavaEngine();

  /** Backpropagation through stretches of two steps: sound; tests spoil what it returns. */
  private static class Stretches implements MetaGradient {
    int calls;

    Order order() {
      return Order.SECOND;
    }

    @Override
    public Estimate estimate(MetaProblem problem, Tensors theta, Optional<Episode> from, Seed seed) {
      Episode start = from.orElseGet(() -> problem.begin(theta, seed));
      Segment[] kept = new Segment[1];
      Engine.Gradient g = problem.engine().gradient(v -> {
        kept[0] = problem.unroll(v, start, 2, order());
        return problem.objective(kept[0].trajectory());
      }, theta);
      double[] last = problem.unroll(theta, start, 2, order()).trajectory().loss(2).values();
      int diverged = 0;
      for (double loss : last) {
        diverged += Double.isFinite(loss) ? 0 : 1;
      }
      Optional<Episode> next = kept[0].trajectory().ends() ? Optional.empty() : Optional.of(kept[0].next());
      return spoil(new Estimate(g.value().scalar(), g.gradient(), next, new Diagnostics(2, last.length, diverged, Map.of())), seed);
    }

    Estimate spoil(Estimate e, Seed seed) {
      return e;
    }
  }

  private void bites(MetaGradient part, String law, String words) {
    LawsBiteTest.bites(MetaGradientLaws.of(part, engine), law, words);
  }

  private static MetaGradient.Estimate with(MetaGradient.Estimate e, Tensors gradient) {
    return new MetaGradient.Estimate(e.objective(), gradient, e.next(), e.diagnostics());
  }

  @Test
  void aSoundEstimatorKeepsEveryLaw() {
    for (Law law : MetaGradientLaws.of(new Stretches(), engine)) {
      Verdict verdict = law.check();
      assertFalse(verdict.broken(), verdict.words());
    }
    Verdict exact = MetaGradientLaws.exact(new Stretches(), engine, Order.SECOND).check();
    assertFalse(exact.broken(), exact.words());
  }

  @Test
  void findsNoiseWithoutASeed() {
    bites(new Stretches() {
      @Override
      Estimate spoil(Estimate e, Seed seed) {
        return with(e, e.gradient().times(++calls));
      }
    }, "sameSeedGivesTheSameBits", "the gradient");
  }

  @Test
  void findsAGradientOfAnotherForm() {
    bites(new Stretches() {
      @Override
      Estimate spoil(Estimate e, Seed seed) {
        return with(e, e.gradient().prefixed("theta/"));
      }
    }, "gradientHasTheFormOfTheta", "theta/rate");
  }

  @Test
  void findsAnEstimatorThatNeverEnds() {
    bites(new Stretches() {
      @Override
      public Estimate estimate(MetaProblem problem, Tensors theta, Optional<Episode> from, Seed seed) {
        Estimate e = super.estimate(problem, theta, Optional.empty(), seed);
        return new Estimate(e.objective(), e.gradient(), Optional.of(problem.begin(theta, seed)), e.diagnostics());
      }
    }, "goesOnToTheHorizon", "steps taken where it goes on");
  }

  @Test
  void findsAWrongDerivative() {
    Stretches half = new Stretches() {
      @Override
      Estimate spoil(Estimate e, Seed seed) {
        return with(e, e.gradient().times(1 + 1e-4));
      }
    };
    LawsBiteTest.bites(List.of(MetaGradientLaws.exact(half, engine, Order.SECOND)), "isExact", "differences");
    Stretches first = new Stretches() {
      @Override
      Order order() {
        return Order.FIRST;
      }
    };
    LawsBiteTest.bites(List.of(MetaGradientLaws.exact(first, engine, Order.SECOND)), "isExact", "differences");
    LawsBiteTest.bites(List.of(MetaGradientLaws.exact(new Stretches(), engine, Order.FIRST)), "isExact", "differences");
    assertFalse(MetaGradientLaws.exact(first, engine, Order.FIRST).check().broken());
  }

  @Test
  void findsDivergenceThatIsHidden() {
    bites(new Stretches() {
      @Override
      Estimate spoil(Estimate e, Seed seed) {
        return new Estimate(Double.isFinite(e.objective()) ? e.objective() : 1e9, e.gradient(), e.next(), e.diagnostics());
      }
    }, "divergenceIsAResult", "1.0E9");
  }

  private void objective(MetaObjective part, String law, String words) {
    LawsBiteTest.bites(MetaObjectiveLaws.of(part, engine), law, words);
  }

  @Test
  void aSoundObjectiveKeepsEveryLaw() {
    for (Law law : MetaObjectiveLaws.of(t -> t.loss(t.steps()), engine)) {
      assertFalse(law.check().broken(), law.check().words());
    }
  }

  @Test
  void findsObjectivesThatAreNone() {
    objective(t -> t.loss(0).reshape(1, t.loss(0).size()), "isOneNumberOrOneAProblem", "[1, 1]");
    int[] calls = {0};
    objective(t -> t.loss(1).plus(++calls[0]), "sameStretchGivesTheSameBits", "the objective");
    objective(t -> t.loss(1).times(t.loss(0).detach()), "derivativeIsExact", "differences");
    objective(t -> t.loss(1).times(0).plus(1), "derivativeIsExact", "depends on no loss");
    objective(t -> t.loss(1).negate(), "worseEverywhereIsNotBetter", "fell from");
    objective(t -> t.loss(1).plus(t.loss(0).mean().reshape(ones(t.loss(1))).spread(t.loss(1).shape())), "problemsDoNotTouchOneAnother",
        "problem 1");
    objective(t -> t.loss(1).clip(0, 100), "divergenceShows", "Infinity");
    objective(t -> t.loss(t.steps() + 1), "isOneNumberOrOneAProblem", "there is no point 2");
  }

  private static int[] ones(Tensor t) {
    int[] shape = t.shape();
    Arrays.fill(shape, 1);
    return shape;
  }
}
