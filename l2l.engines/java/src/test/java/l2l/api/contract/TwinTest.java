package l2l.api.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import l2l.api.contract.junit.PrimitiveContract;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

/** The laws of primitives let the sound one pass that engines are tried on, and find those that break them. */
class TwinTest extends PrimitiveContract {

  @Override
  protected Primitive part() {
    return new Twin(true);
  }

  @Override
  protected List<Tensors> inputs() {
    JavaEngine engine = new JavaEngine();
    return List.of(inputs(engine, 4), inputs(engine, 1));
  }

  private static Tensors inputs(JavaEngine engine, int n) {
    return Tensors.of("a", engine.normal(new Seed(1), 1, n)).with("b", engine.normal(new Seed(2), 1, n));
  }

  private void bites(Primitive part, String law, String words) {
    LawsBiteTest.bites(PrimitiveLaws.of(part, inputs().get(0)), law, words);
  }

  @Test
  void findsAPrimitiveThatIsNeverFused() {
    bites(new Twin(false), "speaksThisPrecision", "DOUBLE");
  }

  @Test
  void findsAForwardThatIsNotItsPlain() {
    bites(new Spoilt() {
      @Override
      public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
        super.forward(kernel, in, out, saved);
        out[0].doubles()[0] += 1e-8;
      }
    }, "valueIsThatOfPlain", "output 0");
    bites(new Spoilt() {
      @Override
      public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
        super.forward(kernel, in, out, saved);
        out[1].doubles()[0] += saved == null ? 1e-14 : 0;
      }
    }, "valueIsThatOfPlain", "output 1 within a derivative");
  }

  @Test
  void findsAnInputReadAfterAll() {
    bites(new Spoilt() {
      @Override
      public boolean reads(int i, boolean[] wanted) {
        return i == 1;
      }
    }, "whatIsNotReadMayBeGone", "without input 0");
  }

  @Test
  void findsAWrongBackward() {
    bites(new Spoilt() {
      @Override
      public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
        super.backward(kernel, in, out, saved, new Buffer[] {outAdjoint[0], null}, inAdjoint);
      }
    }, "gradientIsThatOfPlain", "output 1");
    bites(new Spoilt() {
      @Override
      public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
        if (inAdjoint[0] != null) {
          super.backward(kernel, in, out, saved, outAdjoint, inAdjoint);
        }
      }
    }, "gradientIsThatOfPlain", "by b alone");
  }

  @Test
  void findsAPlainThatIsCutOff() {
    Primitive cut = new Spoilt() {
      @Override
      public List<Tensor> plain(List<Tensor> in) {
        return super.plain(List.of(in.get(0), in.get(1).detach()));
      }
    };
    bites(cut, "secondDerivativeIsThatOfPlain", "differences");
    bites(cut, "forwardModeIsThatOfPlain", "along a direction");
  }

  @Test
  void findsInputsThatAreSpoiltAndMemory() {
    bites(new Spoilt() {
      @Override
      public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
        super.backward(kernel, in, out, saved, outAdjoint, inAdjoint);
        in[1].doubles()[0] = 0;
      }
    }, "leavesItsInputsAlone", "backward");
    bites(new Spoilt() {
      private double last;

      @Override
      public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
        super.forward(kernel, in, out, saved);
        out[1].doubles()[0] += last;
        last = in[0].doubles()[0] * 1e-3;
        out[0].doubles()[0] += last;
      }
    }, "sameInputsGiveTheSameBits", "the gradient");
  }

  @Test
  void findsAForwardThatCountsOnZeros() {
    bites(new Spoilt() {
      @Override
      public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
        double before = out[0].doubles()[0];
        super.forward(kernel, in, out, saved);
        out[0].doubles()[0] += before;
      }
    }, "writesEveryNumberAndNoOther", "held NaN");
    bites(new Spoilt() {
      @Override
      public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
        super.forward(kernel, in, out, saved);
        if (out[0].doubles().length > out[0].size()) {
          out[0].doubles()[out[0].size()] = 5;
        }
      }
    }, "writesEveryNumberAndNoOther", "beyond the end");
  }

  @Test
  void isComparedInShapesItRefuses() {
    JavaEngine engine = new JavaEngine();
    Verdict verdict = PrimitiveLaws.of(part(), Tensors.of("a", engine.zeros(2, 2)).with("b", engine.zeros(2, 2))).get(1).check();
    assertTrue(verdict.broken() && verdict.words().contains("twin"), verdict.words());
  }

  /** The sound primitive, one of whose methods a test spoils. */
  private static class Spoilt implements Primitive {
    private final Twin sound = new Twin(true);

    @Override
    public boolean speaks(Precision precision) {
      return true;
    }

    @Override
    public List<int[]> outputs(List<int[]> in) {
      return sound.outputs(in);
    }

    @Override
    public List<int[]> saved(List<int[]> in) {
      return sound.saved(in);
    }

    @Override
    public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
      sound.forward(kernel, in, out, saved);
    }

    @Override
    public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
      sound.backward(kernel, in, out, saved, outAdjoint, inAdjoint);
    }

    @Override
    public List<Tensor> plain(List<Tensor> in) {
      return sound.plain(in);
    }
  }
}
