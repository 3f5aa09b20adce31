package l2l.runner.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import l2l.api.Batch;
import l2l.api.MetaGradient;
import l2l.api.MetaObjective;
import l2l.api.Observation;
import l2l.api.Optimizee;
import l2l.api.OptimizeeFamily;
import l2l.api.Optimizer;
import l2l.api.Order;
import l2l.api.Setting;
import l2l.api.Split;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

class PartFaultTest {
  private final Engine engine = new JavaEngine();
  private final OptimizeeFamily quartic = new Toys.Quartic(3);
  private final Optimizer toy = new Toys.Rule(0.02);
  private final MetaGradient estimator = new Toys.Backwards(3, Order.FIRST);

  /** The toy rule with another outcome of a step. */
  private record Stepping(BiFunction<Step, Observation, Step> then) implements Optimizer {
    private static final Optimizer TOY = new Toys.Rule(0.02);

    @Override
    public Tensors theta(Setting s) {
      return TOY.theta(s);
    }

    @Override
    public Tensors state(Tensors theta, Setting s) {
      return TOY.state(theta, s);
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      return then.apply(TOY.step(theta, state, seen), seen);
    }
  }

  private static Optimizer changing(UnaryOperator<Tensors> change) {
    return new Stepping((s, seen) -> new Optimizer.Step(change.apply(s.change()), s.state()));
  }

  private static Optimizer remembering(BiFunction<Tensors, Observation, Tensors> state) {
    return new Stepping((s, seen) -> new Optimizer.Step(s.change(), state.apply(s.state(), seen)));
  }

  private void fault(String role, String sentence, OptimizeeFamily family, Optimizer optimizer, MetaObjective objective,
      MetaGradient estimator, Optimizer outer) {
    Setup setup = new Setup(engine, family, 6, new Seed(5), new Setup.Trials("validation", family, 1, Optional.empty()),
        new Setup.Trials("test", family, 1, Optional.empty()), Long.MAX_VALUE);
    Contestant c = new Contestant("toy", optimizer, Optional.empty(),
        Optional.of(new MetaTraining(objective, estimator, outer, Schedule.CONSTANT, 1, 0, 5, 0)), Optional.empty());
    var fault = assertThrows(PartFault.class, () -> c.run(setup, Optional.empty(), Watch.NOBODY));
    assertEquals(role + ": " + sentence, fault.getMessage());
    assertEquals(role, fault.role());
    assertEquals(0, engine.bytesOnTape(), "a fault leaves nothing on the tape");
  }

  private void optimizer(String sentence, Optimizer optimizer) {
    fault("optimizer", sentence, quartic, optimizer, Toys.SUM, estimator, toy);
  }

  private void outer(String sentence, Optimizer outer) {
    fault("outer", sentence, quartic, toy, Toys.SUM, estimator, outer);
  }

  private void objective(String sentence, MetaObjective objective) {
    fault("objective", sentence, quartic, toy, objective, estimator, toy);
  }

  private void estimator(String sentence, UnaryOperator<MetaGradient.Estimate> then) {
    fault("estimator", sentence, quartic, toy, Toys.SUM,
        (problem, theta, from, seed) -> then.apply(estimator.estimate(problem, theta, from, seed)), toy);
  }

  private void optimizee(String sentence, OptimizeeFamily family) {
    fault("optimizee", sentence, family, toy, Toys.SUM, estimator, toy);
  }

  @Test
  void anOptimizersChangeHasTheNamesAndShapesOfX() {
    optimizer("step returned null; return a change and a state", new Stepping((s, seen) -> null));
    optimizer("step returned no change; return one with the names and shapes of x", changing(c -> null));
    optimizer("step returned a change {x[6]} for x {x[3, 2]}; return the names, shapes and precision of x",
        changing(c -> c.map(t -> t.reshape(6))));
    optimizer("step returned a change {x[3, 2], y[]} for x {x[3, 2]}; return the names, shapes and precision of x",
        changing(c -> c.with("y", c.get("x").sum())));
    optimizer("step returned a change {x null} for x {x[3, 2]}; return the names, shapes and precision of x",
        changing(c -> Tensors.of("x", null)));
  }

  @Test
  void anOptimizersStateKeepsItsStructure() {
    optimizer("step returned no state; return Tensors.none() where there is nothing to remember", remembering((s, seen) -> null));
    optimizer("step returned a state {x[3, 2], t[]} after {x[3, 2]}; keep the names, shapes and precision of the state from step to step",
        remembering((s, seen) -> s.with("t", seen.engine().scalar(seen.t()))));
    optimizer("step returned a state {x[2, 3]} after {x[3, 2]}; keep the names, shapes and precision of the state from step to step",
        remembering((s, seen) -> seen.t() == 5 ? s.map(Tensor::transpose) : s));
  }

  @Test
  void anOptimizersThetaAndFirstStateAreThere() {
    optimizer("theta returned null; return Tensors.none() where there is nothing to learn", new Optimizer() {
      @Override
      public Tensors theta(Setting s) {
        return null;
      }

      @Override
      public Tensors state(Tensors theta, Setting s) {
        return null;
      }

      @Override
      public Step step(Tensors theta, Tensors state, Observation seen) {
        return null;
      }
    });
    optimizer("state returned null; return Tensors.none() where there is nothing to remember", new Optimizer() {
      @Override
      public Tensors theta(Setting s) {
        return toy.theta(s);
      }

      @Override
      public Tensors state(Tensors theta, Setting s) {
        return null;
      }

      @Override
      public Step step(Tensors theta, Tensors state, Observation seen) {
        return null;
      }
    });
  }

  @Test
  void anOutersChangeFitsThetaAndLeavesItFinite() {
    outer("step returned null; return a change and a state", new Stepping((s, seen) -> null));
    outer("step returned no change; return one with the names and shapes of theta", changing(c -> null));
    outer("step returned no state; return Tensors.none() where there is nothing to remember", remembering((s, seen) -> null));
    outer("step returned a change {rate[]} for theta {rate[], drift[]}; return the names, shapes and precision of theta",
        changing(c -> c.filter("rate"::equals)));
    outer("step returned a state {rate[]} after {rate[], drift[]}; keep the names, shapes and precision of the state from step to step",
        remembering((s, seen) -> s.filter("rate"::equals)));
    outer("step made 'drift' Infinity from 0.01, though the meta-gradient is finite; return a finite change, or take a smaller rate",
        changing(c -> c.with("drift", c.get("drift").times(0).plus(1).times(Double.POSITIVE_INFINITY))));
  }

  @Test
  void anEstimatorsGradientHasThetasStructure() {
    estimator("estimate returned null; return an estimate", e -> null);
    estimator("estimate returned no gradient; return one with the names and shapes of theta",
        e -> new MetaGradient.Estimate(e.objective(), null, e.next(), e.diagnostics()));
    estimator("estimate returned a gradient {rate[], drift[1]} for theta {rate[], drift[]}; return the names, shapes and precision of"
        + " theta",
        e -> new MetaGradient.Estimate(e.objective(), e.gradient().with("drift", e.gradient().get("drift").reshape(1)), e.next(),
            e.diagnostics()));
    estimator("estimate returned null for where to go on; return Optional.empty() when training ended",
        e -> new MetaGradient.Estimate(e.objective(), e.gradient(), null, e.diagnostics()));
    estimator("estimate returned no diagnostics; return Diagnostics.of the stretch",
        e -> new MetaGradient.Estimate(e.objective(), e.gradient(), e.next(), null));
  }

  @Test
  void anObjectiveIsOneNumberOrOneAProblem() {
    objective("of returned null; return [] or, one number a problem, [b]", t -> null);
    objective("of returned [3, 1] for a stretch of 3 steps; return [] or, one number a problem, [b]", t -> t.loss(1).reshape(3, 1));
  }

  private OptimizeeFamily losing(BiFunction<Tensor, Batch, Tensor> loss) {
    return draw -> {
      Optimizee f = quartic.sample(draw);
      return new Optimizee() {
        @Override
        public Tensors start(Seed seed) {
          return f.start(seed);
        }

        @Override
        public Tensor loss(Tensors x, Batch batch) {
          return loss.apply(f.loss(x, batch), batch);
        }
      };
    };
  }

  @Test
  void anOptimizeesLossKeepsItsShape() {
    optimizee("sample returned null; return an optimizee", draw -> null);
    optimizee("loss returned null; return [] or, one number a problem, [b]", losing((f, batch) -> null));
    optimizee("loss returned [3, 1] at step 0; return [] or, one number a problem, [b], always the same",
        losing((f, batch) -> f.reshape(3, 1)));
    optimizee("loss returned [] at step 2 and [3] before; return [] or, one number a problem, [b], always the same",
        losing((f, batch) -> batch.t() == 2 ? f.sum() : f));
  }

  @Test
  void blamesThePartOnTopOfTheStack() {
    Blame blame = new Blame(Map.of("acme.momentum", "optimizer", "acme.momentum.outer", "outer", "org.other", "optimizee"));
    assertEquals(Optional.of("optimizer"), blame.of(frame("java.util.HashMap"), frame("acme.momentum.Momentum"), frame("org.other.F")));
    assertEquals(Optional.of("outer"), blame.of(frame("acme.momentum.outer.V$1"), frame("acme.momentum.Momentum")));
    assertEquals(Optional.empty(), blame.of(frame("acme.momentums.Other"), frame("l2l.runner.loop.Problem")));
  }

  @Test
  void blamesByTheFirstCauseAndByTheClassThatDoesNotLink() {
    Blame blame = new Blame(Map.of("acme.momentum", "optimizer", "org.other", "optimizee"));
    var cause = new IllegalStateException("no");
    cause.setStackTrace(new StackTraceElement[] {frame("org.other.F")});
    var thrown = new RuntimeException("wrapped", cause);
    thrown.setStackTrace(new StackTraceElement[] {frame("acme.momentum.Momentum")});
    assertEquals(Optional.of("optimizee"), blame.of(thrown));
    var unlinked = new NoClassDefFoundError("acme/momentum/Inner");
    unlinked.setStackTrace(new StackTraceElement[] {frame("l2l.runner.loop.Problem")});
    assertEquals(Optional.of("optimizer"), blame.of(unlinked));
    var method = new NoSuchMethodError("'void org.other.F.f(int)'");
    method.setStackTrace(new StackTraceElement[0]);
    assertEquals(Optional.of("optimizee"), blame.of(method));
    assertEquals(Optional.of("estimator"), blame.of(new RuntimeException(new PartFault("estimator", "no"))));
    var nobodys = new OutOfMemoryError("heap");
    nobodys.setStackTrace(new StackTraceElement[] {frame("l2l.runner.loop.Problem")});
    assertEquals(Optional.empty(), blame.of(nobodys));
  }

  private static StackTraceElement frame(String type) {
    return new StackTraceElement(type, "call", type + ".java", 1);
  }

  @Test
  void aRealStackIsBlamedOnWhoThrew() {
    Optimizer throwing = changing(c -> {
      throw new ArithmeticException("by zero");
    });
    Problem problem = new Problem(engine, quartic, throwing, Toys.SUM, 6, Split.TRAIN, Long.MAX_VALUE);
    Tensors theta = MetaTraining.theta(new Setup(engine, quartic, 6, new Seed(5), null, null, Long.MAX_VALUE), toy);
    var thrown = assertThrows(ArithmeticException.class, () -> estimator.estimate(problem, theta, Optional.empty(), new Seed(1)));
    assertTrue(Arrays.stream(thrown.getStackTrace()).anyMatch(f -> f.getClassName().equals(Problem.class.getName())));
    String own = getClass().getName().replaceAll("\\.[^.]*$", "");
    assertEquals(Optional.of("optimizer"), new Blame(Map.of(own, "optimizer")).of(thrown));
    assertEquals(Optional.empty(), new Blame(Map.of()).of(thrown));
  }
}
