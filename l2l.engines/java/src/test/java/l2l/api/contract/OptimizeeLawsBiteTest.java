package l2l.api.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import l2l.api.Accuracy;
import l2l.api.Batch;
import l2l.api.ClosedForm;
import l2l.api.Draw;
import l2l.api.Optimizee;
import l2l.api.OptimizeeFamily;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

/** Laws of optimizees find families that break them. */
class OptimizeeLawsBiteTest {
  private final JavaEngine engine = new JavaEngine();

  /** f_j(x) = sum of (x_j - y_j)^2, y drawn, plus a little of the batch: sound; tests spoil one method. */
  private static class Bowls implements OptimizeeFamily {
    int calls;

    Tensor centre(Draw draw) {
      return draw.engine().normal(draw.seed(), 1, 3, 2);
    }

    Tensor loss(Tensor x, Tensor y, Batch batch) {
      double noise = batch.whole() ? 0 : batch.seed().uniforms(1)[0];
      return x.minus(y).square().plus(x.exp()).sumPerProblem().plus(noise);
    }

    Tensors start(Engine engine, Seed seed) {
      return Tensors.of("x", engine.normal(seed, 1, 3, 2));
    }

    @Override
    public Optimizee sample(Draw draw) {
      Tensor y = centre(draw);
      return new Optimizee() {
        @Override
        public Tensors start(Seed seed) {
          return Bowls.this.start(draw.engine(), seed);
        }

        @Override
        public Tensor loss(Tensors x, Batch batch) {
          return Bowls.this.loss(x.get("x"), y, batch);
        }

        @Override
        public <A> Optional<A> aspect(Class<A> kind) {
          return Bowls.this.ability(kind);
        }
      };
    }

    <A> Optional<A> ability(Class<A> kind) {
      return Optional.empty();
    }
  }

  private void bites(OptimizeeFamily part, String law, String words) {
    LawsBiteTest.bites(OptimizeeLaws.of(part, engine), law, words);
  }

  @Test
  void aSoundFamilyKeepsEveryLawThatIsAboutIt() {
    int kept = 0;
    for (Law law : OptimizeeLaws.of(new Bowls(), engine)) {
      Verdict verdict = law.check();
      assertFalse(verdict.broken(), verdict.words());
      kept += verdict.kept() ? 1 : 0;
    }
    assertTrue(kept >= 11, "only " + kept);
  }

  @Test
  void findsDrawsThatDiffer() {
    bites(new Bowls() {
      @Override
      Tensor centre(Draw draw) {
        return super.centre(draw).plus(++calls);
      }
    }, "drawsTheSameForTheSameSeed", "the loss");
  }

  @Test
  void findsStartsThatDiffer() {
    bites(new Bowls() {
      @Override
      Tensors start(Engine engine, Seed seed) {
        return super.start(engine, seed).times(++calls);
      }
    }, "drawsTheSameForTheSameSeed", "the start");
    bites(new Bowls() {
      @Override
      Tensors start(Engine engine, Seed seed) {
        return super.start(engine, seed).map(t -> t.plus(-100).log());
      }
    }, "startsFinite", "not finite");
  }

  @Test
  void findsLossesOfAnotherShape() {
    bites(new Bowls() {
      @Override
      Tensor loss(Tensor x, Tensor y, Batch batch) {
        return x.minus(y).square();
      }
    }, "lossIsOneNumberOrOneAProblem", "[3, 2]");
    bites(new Bowls() {
      @Override
      Tensor loss(Tensor x, Tensor y, Batch batch) {
        return x.minus(y).square().sum(0);
      }
    }, "lossIsOneNumberOrOneAProblem", "does not lead");
  }

  @Test
  void findsXThatIsSpoilt() {
    bites(new Bowls() {
      @Override
      Tensor loss(Tensor x, Tensor y, Batch batch) {
        Tensor loss = super.loss(x, y, batch);
        ((Buffer) x.detach()).doubles()[0] += 1;
        return loss;
      }
    }, "leavesXAlone", "x afterwards");
  }

  @Test
  void findsBatchesThatAreUsedUp() {
    bites(new Bowls() {
      @Override
      Tensor loss(Tensor x, Tensor y, Batch batch) {
        return super.loss(x, y, batch).plus(++calls);
      }
    }, "sameBatchGivesTheSameLoss", "the same batch");
    bites(new Bowls() {
      @Override
      Tensor loss(Tensor x, Tensor y, Batch batch) {
        return super.loss(x, y, batch).plus(batch.seed().uniforms(1)[0]);
      }
    }, "allExamplesNeedNoSeed", "the loss over all");
  }

  @Test
  void findsDerivativesThatAreCutOff() {
    Bowls cut = new Bowls() {
      @Override
      Tensor loss(Tensor x, Tensor y, Batch batch) {
        return x.times(x.detach()).sumPerProblem();
      }
    };
    bites(cut, "gradientIsExact", "differences");
    Bowls slope = new Bowls() {
      @Override
      Tensor loss(Tensor x, Tensor y, Batch batch) {
        Tensor now = x.detach();
        return now.square().sumPerProblem().plus(x.minus(now).times(now.times(2)).sumPerProblem());
      }
    };
    assertTrue(LawsBiteTest.check(OptimizeeLaws.of(slope, engine), "gradientIsExact").kept());
    bites(slope, "secondDerivativeIsExact", "differences");
  }

  @Test
  void findsAPrimitiveWhosePlainFormIsAnother() {
    bites(new Bowls() {
      @Override
      Tensor loss(Tensor x, Tensor y, Batch batch) {
        Tensor row = x.reshape(x.size());
        return x.engine().apply(new TwoFaced(new Twin(true)), List.of(row, x.engine().fill(1, x.size()))).get(1);
      }
    }, "forwardModeAgrees", "along a direction");
  }

  /** {@link Twin}, whose plain form is greater by a tenth. */
  private record TwoFaced(Twin twin) implements Primitive {
    @Override
    public boolean speaks(Precision precision) {
      return true;
    }

    @Override
    public List<int[]> outputs(List<int[]> in) {
      return twin.outputs(in);
    }

    @Override
    public List<int[]> saved(List<int[]> in) {
      return twin.saved(in);
    }

    @Override
    public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
      twin.forward(kernel, in, out, saved);
    }

    @Override
    public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
      twin.backward(kernel, in, out, saved, outAdjoint, inAdjoint);
    }

    @Override
    public List<Tensor> plain(List<Tensor> in) {
      return twin.plain(in).stream().map(t -> t.times(1.1)).toList();
    }
  }

  @Test
  void findsProblemsThatAreMixed() {
    bites(new Bowls() {
      @Override
      Tensor loss(Tensor x, Tensor y, Batch batch) {
        return super.loss(x, y, batch).scaled(x.mean());
      }
    }, "problemsDoNotTouchOneAnother", "problem 1");
  }

  @Test
  void findsAFunctionTooRoughToJudge() {
    bites(new Bowls() {
      @Override
      Tensor loss(Tensor x, Tensor y, Batch batch) {
        return super.loss(x, y, batch).plus(1e-4 * new Seed(Double.doubleToLongBits(x.values()[0])).uniforms(1)[0]);
      }
    }, "gradientIsExact", "settled");
  }

  @Test
  void findsAspectsThatAreNotWhatTheySay() {
    Accuracy double2 = (x, batch) -> x.get("x").sumPerProblem().times(0).plus(2);
    bites(new Bowls() {
      @Override
      <A> Optional<A> ability(Class<A> kind) {
        return kind == Accuracy.class ? Optional.of(kind.cast(double2)) : Optional.empty();
      }
    }, "accuracyIsAShare", "the accuracy is [2.0");
    ClosedForm wrong = new ClosedForm() {
      @Override
      public double[] loss(double step, long t) {
        return new double[3];
      }

      @Override
      public double[] lossDerivative(double step, long t) {
        return new double[3];
      }

      @Override
      public double[] logLoss(double step, long t) {
        return new double[3];
      }

      @Override
      public double[] logLossDerivative(double step, long t) {
        return new double[3];
      }
    };
    bites(new Bowls() {
      @Override
      Tensors start(Engine engine, Seed seed) {
        return Tensors.of("x", engine.zeros(3, 2));
      }

      @Override
      <A> Optional<A> ability(Class<A> kind) {
        return kind == ClosedForm.class ? Optional.of(kind.cast(wrong)) : Optional.empty();
      }
    }, "closedFormIsGradientDescent", "f(x_0)");
  }
}
