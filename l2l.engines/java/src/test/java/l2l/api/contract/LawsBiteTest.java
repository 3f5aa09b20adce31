package l2l.api.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import l2l.api.contract.HeavyBallTest.HeavyBall;
import l2l.engines.java.JavaEngine;
import l2l.engines.tape.DoubleLoops;
import l2l.engines.tape.TapeEngine;
import l2l.engines.tape.Unary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every law is broken by a part that breaks it, and by nothing else than what it is about. */
class LawsBiteTest {
  private final JavaEngine engine = new JavaEngine();

  static Verdict check(List<Law> laws, String name) {
    List<Law> found = laws.stream().filter(law -> law.name().equals(name)).toList();
    assertEquals(1, found.size(), () -> "no law " + name + " among " + laws);
    return found.get(0).check();
  }

  static void bites(List<Law> laws, String name, String words) {
    Verdict verdict = check(laws, name);
    assertTrue(verdict.broken(), () -> name + " let it pass: " + verdict.words());
    assertTrue(verdict.words().contains(words), verdict.words());
  }

  @Test
  void aTrialThatLooksAtNothingIsBroken() {
    bites(List.of(new Law("idle", "nothing is looked at", w -> {})), "idle", "looked at nothing");
  }

  @Test
  void aTrialThatThrowsIsBrokenAndShowsTheStack() {
    bites(List.of(new Law("thrown", "it throws", w -> {
      w.equal("one", 1, 1);
      throw new IllegalStateException("out of order");
    })), "thrown", "out of order");
  }

  @Test
  void anExcuseDoesNotHideWhatIsBroken() {
    Law law = new Law("excused", "it is about something else", w -> {
      w.excuse("it has none");
      w.sees(false, () -> "but this");
    });
    assertTrue(law.check().broken());
    assertTrue(new Law("excused", "it is about something else", w -> w.excuse("it has none")).check().excused());
  }

  @Test
  void nanIsNeverNear() {
    double[] nan = {Double.NaN};
    bites(List.of(new Law("nan", "", w -> w.near("it", 1, nan, nan))), "nan", "NaN");
    bites(List.of(new Law("nan", "", w -> w.derivative("it", nan, nan))), "nan", "NaN");
    bites(List.of(new Law("nan", "", w -> w.agree("it", 1, nan, new double[] {1}))), "nan", "NaN");
  }

  @Test
  void differencesAreExactToTheToleranceAndKnowWhenTheyAreNot() {
    Differences.Estimate cube = Differences.derivative(x -> x * x * x + Math.sin(5 * x), 1.3);
    assertEquals(3 * 1.69 + 5 * Math.cos(6.5), cube.value(), 1e-10);
    assertTrue(cube.error() < 1e-9, cube.toString());
    assertEquals(2e3, Differences.derivative(x -> Math.sqrt(1e-3 - x) * Math.sqrt(1e-3 - x) * -2e3, 0.999e-3).value(), 1e-3);
    Differences.Estimate kink = Differences.derivative(x -> Math.abs(x - 1e-4), 0);
    assertTrue(kink.error() > 1e-6 || Math.abs(kink.value() + 1) < 1e-9, kink.toString());
  }

  /** Faults of an engine's loops. */
  enum Fault {
    TANH_BY_A_BILLIONTH("valueOf tanh()"),
    RELU_OF_NAN_IS_ZERO("nanTravels"),
    CLIP_OF_NAN_IS_LOW("overflowIsInfinite"),
    LAST_OF_EQUALS("maxTellsNanAndTies"),
    ZEROS_SKIPPED("noNumberIsSkipped"),
    NOT_SHIFTED("logSumExpIsShifted"),
    DUPLICATES_LOST("valueOf scatter(int, int, int[])"),
    INPUT_SPOILT("tensorsNeverChange"),
    ADD_IGNORED("rawProductsAreRight"),
    LAST_TASK_LOST("tasksAreDoneOnceEach");

    final String law;

    Fault(String law) {
      this.law = law;
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void engineLawsFindFaultsOfLoops(Fault fault) {
    List<Law> laws = EngineLaws.of(new TapeEngine(new FaultyLoops(fault)) {});
    assertTrue(check(laws, fault.law).broken(), fault + " was not found");
    assertTrue(check(laws, "valueOf plus(double)").kept());
  }

  private static final class FaultyLoops extends DoubleLoops {
    private final Fault fault;

    FaultyLoops(Fault fault) {
      this.fault = fault;
    }

    @Override
    public void unary(Unary operation, Object from, Object to, int n) {
      super.unary(operation, from, to, n);
      double[] x = (double[]) from;
      double[] y = (double[]) to;
      for (int i = 0; i < n; i++) {
        if (fault == Fault.TANH_BY_A_BILLIONTH && operation.kind() == Unary.Kind.TANH) {
          y[i] *= 1 + 1e-9;
        } else if (fault == Fault.RELU_OF_NAN_IS_ZERO && operation.kind() == Unary.Kind.RELU && Double.isNaN(x[i])) {
          y[i] = 0;
        } else if (fault == Fault.CLIP_OF_NAN_IS_LOW && operation.kind() == Unary.Kind.CLIP && Double.isNaN(x[i])) {
          y[i] = operation.a();
        } else if (fault == Fault.INPUT_SPOILT && operation.kind() == Unary.Kind.EXP) {
          x[i] = y[i];
        }
      }
    }

    @Override
    public int[] argmax(Object from, int outer, int inner) {
      int[] index = super.argmax(from, outer, inner);
      double[] a = (double[]) from;
      for (int o = 0; o < outer && fault == Fault.LAST_OF_EQUALS; o++) {
        for (int i = index[o] + 1; i < inner; i++) {
          index[o] = a[o * inner + i] == a[o * inner + index[o]] ? i : index[o];
        }
      }
      return index;
    }

    @Override
    public void gemm(Gemm g, double[] a, int fromA, double[] b, int fromB, double[] c, int fromC) {
      double[] right = b;
      if (fault == Fault.ZEROS_SKIPPED) {
        right = b.clone();
        for (int i = 0; i < right.length; i++) {
          right[i] = Double.isFinite(right[i]) ? right[i] : 0;
        }
      }
      Gemm shape = fault != Fault.ADD_IGNORED ? g
          : new Gemm(g.transposeA(), g.transposeB(), g.m(), g.n(), g.k(), g.strideA(), g.strideB(), g.strideC(), false);
      super.gemm(shape, a, fromA, right, fromB, c, fromC);
    }

    @Override
    public void logSumExp(Object from, Object to, int outer, int inner) {
      super.logSumExp(from, to, outer, inner);
      for (int o = 0; o < outer && fault == Fault.NOT_SHIFTED; o++) {
        double sum = 0;
        for (int i = 0; i < inner; i++) {
          sum += Math.exp(((double[]) from)[o * inner + i]);
        }
        ((double[]) to)[o] = Math.log(sum);
      }
    }

    @Override
    public void scatter(Object from, int[] index, Object to) {
      super.scatter(from, index, to);
      for (int i = 0; i < index.length && fault == Fault.DUPLICATES_LOST; i++) {
        ((double[]) to)[index[i]] = ((double[]) from)[i];
      }
    }

    @Override
    public <S> void parallel(int tasks, Supplier<S> scratch, ObjIntConsumer<S> body) {
      super.parallel(fault == Fault.LAST_TASK_LOST ? tasks - 1 : tasks, scratch, body);
    }
  }

  @Test
  void soundPartsKeepEveryLaw() {
    for (Law law : OptimizerLaws.of(new HeavyBall(), engine)) {
      Verdict verdict = law.check();
      assertFalse(verdict.broken(), verdict.words());
    }
  }
}
