package l2l.optimizers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** Derivatives by differences: central, with Richardson's extrapolation (4 D(h/2) - D(h)) / 3, exact to order h^4. */
public final class Differences {
  private static final double H = 4e-4;

  private Differences() {}

  /** d f / d at, number by number. */
  public static Map<String, double[]> gradient(ToDoubleFunction<Tensors> f, Tensors at) {
    Map<String, double[]> gradient = new LinkedHashMap<>();
    for (String name : at.names()) {
      double[] d = new double[at.get(name).size()];
      for (int i = 0; i < d.length; i++) {
        d[i] = (4 * central(f, at, name, i, H / 2) - central(f, at, name, i, H)) / 3;
      }
      gradient.put(name, d);
    }
    return gradient;
  }

  private static double central(ToDoubleFunction<Tensors> f, Tensors at, String name, int i, double h) {
    return (f.applyAsDouble(moved(at, name, i, h)) - f.applyAsDouble(moved(at, name, i, -h))) / (2 * h);
  }

  private static Tensors moved(Tensors at, String name, int i, double by) {
    Tensor t = at.get(name);
    double[] v = t.values();
    v[i] += by;
    return at.with(name, t.engine().tensor(v, t.shape()));
  }
}
