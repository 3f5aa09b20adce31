package l2l.api.contract;

import l2l.api.Optimizee;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Tensors;

/**
 * What derivatives of an optimizee must be. Points beside a kink, where differences do not settle, are passed over. Of more than 1,000
 * numbers x is moved along 8 random directions instead of number by number.
 */
record SlopeLaws(OptimizeeLaws of) {
  private static final int TRIES = 40;
  static final int MANY = 1000;

  double[] gradient(long i, Tensors x) {
    Optimizee f = of.sample(i);
    return of.engine.gradient(v -> f.loss(v, of.batch(i)), x).gradient().flat().values();
  }

  /** The derivative of the gradient along a direction: the gradient of gradient . direction. */
  double[] curvature(long i, Tensors x, Tensors direction) {
    Optimizee f = of.sample(i);
    return of.engine.gradient(v -> of.engine.gradient(u -> f.loss(u, of.batch(i)), v).gradient().dot(direction), x).gradient().flat()
        .values();
  }

  /** The gradient's part in a random direction, at the first of a few points that is not beside a kink. */
  void direction(Witness w) {
    if (of.point(0).size() > MANY) {
      w.excuse("its " + of.point(0).size() + " numbers are too many to be quick; gradientIsExact looks at them");
      return;
    }
    for (int i = 0; i < 4; i++) {
      if (along(w, i, 1)) {
        return;
      }
    }
    w.excuse("the differences at none of 4 points settled");
  }

  private boolean along(Witness w, int i, int directions) {
    Optimizee f = of.sample(i);
    Tensors x = of.point(i);
    Tensors a = of.engine.gradient(v -> f.loss(v, of.batch(i)), x).gradient();
    for (int j = 0; j < directions; j++) {
      Tensors direction = of.direction(i + 100L * j);
      Differences.Gradient n = Differences.along(v -> f.loss(v, of.batch(i)).sum().values(), x, direction);
      if (!n.converged()) {
        return false;
      }
      w.derivative("the gradient of " + x + " along a direction", a.dot(direction).values(), n.values());
    }
    return true;
  }

  void gradient(Witness w) {
    for (int i = 0; i < TRIES; i++) {
      int which = i;
      Optimizee f = of.sample(i);
      Tensors x = of.point(i);
      if (x.size() > MANY) {
        if (along(w, i, 8)) {
          return;
        }
        continue;
      }
      Differences.Gradient n = Differences.gradient(v -> f.loss(v, of.batch(which)).sum().scalar(), x);
      if (n.converged()) {
        w.derivative("the gradient of " + x, gradient(i, x), n.values());
        return;
      }
    }
    w.sees(false, () -> "the differences at none of " + TRIES + " points settled; give the law a smaller or smoother family");
  }

  void second(Witness w) {
    int found = 0;
    for (int i = 0; i < TRIES && found < 3; i++) {
      int which = i;
      Tensors x = of.point(i);
      Tensors direction = of.direction(i);
      Differences.Gradient n = Differences.along(v -> gradient(which, v), x, direction);
      if (n.converged()) {
        found++;
        w.derivative("the second derivative of " + x, curvature(i, x, direction), n.values());
      }
    }
    w.sees(found == 3, () -> "the differences of the gradient did not settle at 3 of " + TRIES
        + " points; give a smaller or smoother family");
  }

  void forward(Witness w) {
    for (int i = 0; i < 3; i++) {
      int which = i;
      Optimizee f = of.sample(i);
      Tensors x = of.point(i);
      Tensors direction = of.direction(i);
      Engine.Tangent t = of.engine.tangent(v -> Tensors.of("loss", f.loss(v, of.batch(which)).sum()), x, direction);
      double reverse = of.engine.gradient(v -> f.loss(v, of.batch(which)), x).gradient().dot(direction).scalar();
      w.near("the derivative along a direction", 1e-10, t.tangent().get("loss").values(), new double[] {reverse});
    }
  }
}
