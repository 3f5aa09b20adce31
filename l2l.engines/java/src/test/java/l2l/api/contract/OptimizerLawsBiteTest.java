package l2l.api.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Setting;
import l2l.api.contract.HeavyBallTest.HeavyBall;
import l2l.api.state.Values;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

/** Laws of optimizers find optimizers that break them. */
class OptimizerLawsBiteTest {
  private final JavaEngine engine = new JavaEngine();

  /** A sound optimizer, one of whose methods a test spoils. */
  private static class Spoilt implements Optimizer {
    private final HeavyBall sound = new HeavyBall();
    int calls;

    @Override
    public Tensors theta(Setting setting) {
      return sound.theta(setting);
    }

    @Override
    public Tensors state(Tensors theta, Setting setting) {
      return sound.state(theta, setting);
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      return sound.step(theta, state, seen);
    }
  }

  private void bites(Optimizer part, String law, String words) {
    LawsBiteTest.bites(OptimizerLaws.of(part, engine), law, words);
  }

  @Test
  void findsThetaThatIsRandomWithoutASeed() {
    bites(new Spoilt() {
      @Override
      public Tensors theta(Setting setting) {
        return super.theta(setting).with("rate", setting.engine().scalar(0.01 * ++calls));
      }
    }, "beginsTheSameForTheSameSeed", "theta");
  }

  @Test
  void findsMemoryOutsideTheState() {
    Optimizer counts = new Spoilt() {
      @Override
      public Step step(Tensors theta, Tensors state, Observation seen) {
        Step step = super.step(theta, state, seen);
        return new Step(step.change().times(1.0 / ++calls), step.state());
      }
    };
    bites(counts, "sameInputsGiveTheSameBits", "the change");
    bites(counts, "continuesAsIfUninterrupted", "x_5");
  }

  @Test
  void findsInputsThatAreSpoilt() {
    bites(new Spoilt() {
      @Override
      public Step step(Tensors theta, Tensors state, Observation seen) {
        double[] raw = ((Buffer) seen.gradient().tensors().get(0).detach()).doubles();
        raw[0] = 0;
        return super.step(theta, state, seen);
      }
    }, "leavesItsInputsAlone", "the gradient");
  }

  @Test
  void findsAChangeOfAnotherForm() {
    bites(new Spoilt() {
      @Override
      public Step step(Tensors theta, Tensors state, Observation seen) {
        Step step = super.step(theta, state, seen);
        return new Step(step.change().and(step.change().prefixed("more/")), step.state());
      }
    }, "changeHasTheFormOfX", "more/x");
  }

  @Test
  void findsAStateThatGrows() {
    bites(new Spoilt() {
      @Override
      public Step step(Tensors theta, Tensors state, Observation seen) {
        Tensors known = state.filter(seen.gradient().names()::contains);
        Step step = super.step(theta, known, seen);
        return new Step(step.change(), step.state().and(state.prefixed("old.")));
      }
    }, "stateKeepsItsForm", "old.");
  }

  @Test
  void findsNanWhereThereIsNoGradient() {
    bites(new Spoilt() {
      @Override
      public Step step(Tensors theta, Tensors state, Observation seen) {
        return new Step(seen.gradient().map(g -> g.over(g.square().sqrt()).scaled(theta.get("rate")).negate()), state);
      }
    }, "survivesZeroGradients", "is not finite");
    bites(new Spoilt() {
      @Override
      public Step step(Tensors theta, Tensors state, Observation seen) {
        Tensors m = state.zip(seen.gradient(), (a, g) -> a.scaled(theta.get("decay")).plus(g.square()));
        return new Step(seen.gradient().zip(m, (g, v) -> g.over(v.sqrt().plus(1e-8)).scaled(theta.get("rate")).negate()), m);
      }
    }, "survivesZeroGradients", "the gradient by theta");
  }

  @Test
  void findsProblemsThatAreMixed() {
    bites(new Spoilt() {
      @Override
      public Step step(Tensors theta, Tensors state, Observation seen) {
        Step step = super.step(theta, state, seen);
        return new Step(step.change().map(c -> c.scaled(c.square().mean().plus(1))), step.state());
      }
    }, "problemsDoNotTouchOneAnother", "of problem 0");
  }

  @Test
  void findsRulesThatAreNotApart() {
    bites(new Spoilt() {
      @Override
      public Step step(Tensors theta, Tensors state, Observation seen) {
        return super.step(theta.map(t -> t.mean()), state, seen);
      }
    }, "runsManyRulesAtOnce", "of rule 0");
  }

  @Test
  void findsADerivativeThatIsCutOff() {
    bites(new Spoilt() {
      @Override
      public Step step(Tensors theta, Tensors state, Observation seen) {
        return super.step(theta, state.detach(), seen);
      }
    }, "metaGradientIsExactOn a matrix", "differences");
    bites(new Spoilt() {
      @Override
      public Step step(Tensors theta, Tensors state, Observation seen) {
        Step step = super.step(theta, state, seen);
        Tensor rate = theta.get("rate");
        return new Step(step.change().map(t -> t.detach().scaled(rate.over(rate.detach()))), step.state());
      }
    }, "metaGradientIsExactOn several tensors", "differences");
  }

  @Test
  void findsAStateThatBelongsToAnotherEngine() {
    bites(new Spoilt() {
      @Override
      public Step step(Tensors theta, Tensors state, Observation seen) {
        Step step = super.step(theta, Values.of(state).on(seen.engine()), seen);
        return new Step(step.change(), Values.of(step.state()).on(new JavaEngine()));
      }
    }, "stateSurvivesASnapshot", "is of another engine");
  }

  @Test
  void findsEnginesThatDisagree() {
    Optimizer uneven = new Spoilt() {
      @Override
      public Step step(Tensors theta, Tensors state, Observation seen) {
        Step step = super.step(theta, state, seen);
        return new Step(seen.engine() == engine ? step.change().times(1.001) : step.change(), step.state());
      }
    };
    Engine other = new JavaEngine();
    LawsBiteTest.bites(OptimizerLaws.agreement(uneven, engine, other, 1e-4), "enginesAgree", "x_5");
    List<Law> sound = OptimizerLaws.agreement(new HeavyBall(), engine, other, 1e-12);
    assertTrue(LawsBiteTest.check(sound, "enginesAgree").kept());
  }
}
