package l2l.optimizees.quadratic;

import java.util.List;
import java.util.Optional;
import l2l.api.Batch;
import l2l.api.ClosedForm;
import l2l.api.Optimizee;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * Half a quadratic form: f(x) = 1/2 x'Hx, gradient Hx, with H = X'X, or diagonal.
 *
 * <p>The start is part of the problem, drawn with it, so that the closed form of gradient descent is known; the seed a start is asked for
 * with decides nothing. Source: Wang et al. 2021, section 3.
 */
final class Hessian implements Optimizee {

  private final Engine engine;
  private final double[][] x;
  private final double[] spectrum;
  private final int[] shape;
  private final double[] start;
  private final boolean mean;
  private final Tensor h;

  /**
   * @param x one X [rows, d] for every problem, or one for each; none where there is a spectrum
   * @param spectrum [d], or none
   * @param shape of x: [d] or [b, d]
   * @param start of that shape
   * @param mean whether the loss is the mean over the problems
   */
  Hessian(Engine engine, double[][] x, double[] spectrum, int[] shape, double[] start, boolean mean) {
    this.engine = engine;
    this.x = x;
    this.spectrum = spectrum;
    this.shape = shape;
    this.start = start;
    this.mean = mean;
    int d = shape[shape.length - 1];
    if (x.length == 0) {
      h = engine.tensor(spectrum, 1, d).spread(problems(), d).reshape(shape);
    } else {
      double[] all = new double[x.length * d * d];
      for (int i = 0; i < x.length; i++) {
        gram(x[i], d, all, i * d * d);
      }
      h = x.length == 1 ? engine.tensor(all, d, d) : engine.tensor(all, x.length, d, d);
    }
  }

  private int problems() {
    return shape.length == 1 ? 1 : shape[0];
  }

  /** H = X'X. */
  private static void gram(double[] x, int d, double[] h, int at) {
    for (int r = 0; r < x.length; r += d) {
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          h[at + i * d + j] += x[r + i] * x[r + j];
        }
      }
    }
  }

  @Override
  public Tensors start(Seed seed) {
    return Tensors.of("x", engine.tensor(start, shape));
  }

  @Override
  public Tensor loss(Tensors at, Batch batch) {
    Tensor half = half(at.get("x"));
    return shape.length == 1 ? half.reshape() : mean ? half.mean() : half;
  }

  /** Of every problem, [b]. */
  private Tensor half(Tensor w) {
    int d = shape[shape.length - 1];
    Tensor points = w.reshape(problems(), d);
    if (x.length == 1) {
      return engine.apply(new HalfForm(), List.of(points, h)).get(0);
    }
    return points.times(times(points)).sum(1).times(0.5);
  }

  /** Every problem's own Hw, of w's shape [b, d]. */
  private Tensor times(Tensor w) {
    int[] own = w.shape();
    return x.length == 0 ? w.times(h.reshape(own)) : h.matmul(w.reshape(own[0], own[1], 1)).reshape(own);
  }

  @Override
  public <A> Optional<A> aspect(Class<A> kind) {
    if (kind == ClosedForm.class && !(mean && shape.length == 2)) {
      return Optional.of(kind.cast(Descent.of(x, spectrum, start, problems())));
    }
    return Optimizee.super.aspect(kind);
  }
}
