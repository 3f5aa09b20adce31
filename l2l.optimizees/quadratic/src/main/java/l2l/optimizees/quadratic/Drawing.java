package l2l.optimizees.quadratic;

import java.util.Arrays;
import l2l.api.Draw;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;

/** Makes the numbers of one draw: given ones where there are, random ones where not. */
record Drawing(Quadratic.Config config, Values given, Draw draw) {

  /** Numbers of a problem [shape], or of each of {@code count} &gt; 0 problems [count, shape]. */
  private record Numbers(int count, int[] shape, double[] values) {

    Tensor on(Engine engine) {
      return engine.tensor(values, lead(count, shape));
    }
  }

  Residual residual() {
    Numbers w = matrix("W");
    int d = w.shape[1];
    Numbers y = given.names().contains("W") ? vector("y", w.count, w.shape[0]) : random("y", w.count, w.shape[0]);
    int problems = problems("W", w);
    Engine engine = draw.engine();
    double[] start = given.names().contains("w0") ? spread(vector("w0", problems, d), problems, d) : null;
    return new Residual(engine, w.on(engine), y.on(engine), lead(problems, d), start, deviation(), config.mean());
  }

  Hessian hessian() {
    double[] spectrum = config.spectrum();
    Numbers x = spectrum.length > 0 ? null : matrix("X");
    int d = x == null ? spectrum.length : x.shape[1];
    int problems = x == null ? problemsOf("w0") : problems("X", x);
    double[] start;
    if (given.names().contains("w0")) {
      start = spread(vector("w0", problems, d), problems, d);
    } else if (config.start().equals("zero")) {
      throw new IllegalArgumentException(
          "quadratic: the form hessian has its minimum where 'start' zero begins; set 'start' to normal, or give w0 in 'data'");
    } else {
      start = spread(starts(problems, d), problems, d);
    }
    double[][] matrices = x == null ? new double[0][] : split(x);
    return new Hessian(draw.engine(), matrices, spectrum, lead(problems, d), start, config.mean());
  }

  private double deviation() {
    return config.start().equals("zero") ? 0 : config.deviation();
  }

  /** The given matrix or matrices of this name, or random ones. */
  private Numbers matrix(String name) {
    if (!given.names().contains(name)) {
      if (given.names().stream().anyMatch(n -> !n.equals("w0"))) {
        throw new IllegalArgumentException("quadratic: 'data' holds " + given.names() + " but the form " + config.form() + " takes '" + name
            + "'; map the names in 'data'");
      }
      int rows = config.rows() == 0 ? config.dimension() : config.rows();
      return random(name, config.problems(), rows, config.dimension());
    }
    int[] shape = given.shape(name);
    if (shape.length == 2) {
      return new Numbers(0, shape, given.doubles(name));
    }
    if (shape.length == 3) {
      return new Numbers(shape[0], new int[] {shape[1], shape[2]}, given.doubles(name));
    }
    throw new IllegalArgumentException(
        "quadratic: the given " + name + " has shape " + Shape.text(shape) + "; it must be [rows, d] or [n, rows, d]");
  }

  /** The given vector, or n vectors, of this name: [length] or [n, length], where an axis of length 1 may follow. */
  private Numbers vector(String name, int count, int length) {
    if (!given.names().contains(name)) {
      throw new IllegalArgumentException(
          "quadratic: 'data' holds " + given.names() + " but no '" + name + "'; give it, or map its name in 'data'");
    }
    int size = Shape.size(given.shape(name));
    if (size != length && size != (long) count * length) {
      throw new IllegalArgumentException("quadratic: the given " + name + " has shape " + Shape.text(given.shape(name))
          + ", which fits neither " + Shape.text(length) + " nor " + Shape.text(count, length) + "; it must be one of them");
    }
    return new Numbers(count > 0 && size == count * length ? count : 0, new int[] {length}, given.doubles(name));
  }

  private Numbers random(String name, int count, int... shape) {
    Seed seed = draw.seed().child(name);
    int each = config.same() ? 0 : count;
    int n = Shape.size(lead(each, shape));
    return new Numbers(each, shape, config.values().equals("uniform") ? seed.uniforms(n) : seed.normals(n));
  }

  private Numbers starts(int problems, int d) {
    int each = config.same() ? 0 : problems;
    double[] values = draw.seed().child("start").normals(Shape.size(lead(each, d)));
    for (int i = 0; i < values.length; i++) {
      values[i] *= config.deviation();
    }
    return new Numbers(each, new int[] {d}, values);
  }

  /** How many problems there are at once, 0 for a single one, where the matrices may say so. */
  private int problems(String name, Numbers matrix) {
    if (matrix.count > 0 && config.problems() > 0 && matrix.count != config.problems()) {
      throw new IllegalArgumentException("quadratic: 'problems' is " + config.problems() + " but the given " + name + " holds "
          + matrix.count + " problems; set 'problems' to that or to 0");
    }
    return matrix.count > 0 ? matrix.count : config.problems() > 0 ? config.problems() : problemsOf("w0");
  }

  /** The problems of the setting, or else as many as the given starts are. */
  private int problemsOf(String start) {
    boolean many = config.problems() == 0 && given.names().contains(start) && given.shape(start).length == 2;
    return many ? given.shape(start)[0] : config.problems();
  }

  /** The vector of each problem, row by row. */
  private static double[] spread(Numbers vector, int problems, int d) {
    if (vector.count > 0 || problems == 0) {
      return vector.values;
    }
    double[] all = new double[problems * d];
    for (int i = 0; i < problems; i++) {
      System.arraycopy(vector.values, 0, all, i * d, d);
    }
    return all;
  }

  private static double[][] split(Numbers matrices) {
    int size = Shape.size(matrices.shape);
    double[][] each = new double[Math.max(1, matrices.count)][];
    for (int i = 0; i < each.length; i++) {
      each[i] = Arrays.copyOfRange(matrices.values, i * size, (i + 1) * size);
    }
    return each;
  }

  private static int[] lead(int count, int... shape) {
    if (count == 0) {
      return shape.clone();
    }
    int[] all = new int[shape.length + 1];
    all[0] = count;
    System.arraycopy(shape, 0, all, 1, shape.length);
    return all;
  }
}
