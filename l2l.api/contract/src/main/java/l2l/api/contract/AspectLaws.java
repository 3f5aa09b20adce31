package l2l.api.contract;

import java.util.Arrays;
import java.util.Optional;
import l2l.api.Accuracy;
import l2l.api.Batch;
import l2l.api.ClosedForm;
import l2l.api.Optimizee;
import l2l.api.Split;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** What an optimizee's aspects must be, where it has them. */
record AspectLaws(OptimizeeLaws of) {

  void accuracy(Witness w) {
    Optimizee f = of.sample(0);
    Tensors x = of.point(0);
    Batch batch = of.batch(0);
    Optional<Accuracy> accuracy = f.aspect(Accuracy.class);
    if (accuracy.isEmpty()) {
      w.excuse("it has no accuracy");
      return;
    }
    for (Split split : Split.values()) {
      Tensor share = accuracy.get().accuracy(x, Given.batch(new Seed(1), 0, batch.horizon(), split, true));
      w.equal("the accuracy's shape", Arrays.toString(share.shape()), Arrays.toString(f.loss(x, batch).shape()));
      w.sees(Arrays.stream(share.values()).allMatch(s -> s >= 0 && s <= 1), () -> "the accuracy is " + Arrays.toString(share.values()));
    }
  }

  void closedForm(Witness w) {
    Optimizee f = of.sample(0);
    Optional<ClosedForm> closed = f.aspect(ClosedForm.class);
    if (closed.isEmpty()) {
      w.excuse("it has no closed form");
      return;
    }
    double step = 0.01;
    Tensors x = f.start(new Seed(40));
    w.same("the start of another seed", f.start(new Seed(41)), x);
    for (int t = 0; t <= 8; t++) {
      double[] loss = f.loss(x, at(t)).values();
      w.near("f(x_" + t + ")", 1e-9, closed.get().loss(step, t), loss);
      if (t > 0) {
        int steps = t;
        w.near("(1/t) log f(x_" + t + ")", 1e-9, closed.get().logLoss(step, t), log(loss, t));
        for (int j = 0; j < loss.length; j++) {
          int which = j;
          double n = Differences.derivative(s -> closed.get().loss(s, steps)[which], step).value();
          double g = Differences.derivative(s -> closed.get().logLoss(s, steps)[which], step).value();
          w.derivative("its derivative", new double[] {closed.get().lossDerivative(step, t)[j]}, new double[] {n});
          w.derivative("the log's derivative", new double[] {closed.get().logLossDerivative(step, t)[j]}, new double[] {g});
        }
      }
      Batch now = at(t);
      x = x.plus(of.engine.gradient(v -> f.loss(v, now), x).gradient().times(-step));
    }
  }

  private Batch at(long t) {
    return Given.batch(of.batch(t).seed(), t, of.batch(t).horizon(), Split.TRAIN, false);
  }

  private static double[] log(double[] loss, int t) {
    return Arrays.stream(loss).map(v -> Math.log(v) / t).toArray();
  }
}
