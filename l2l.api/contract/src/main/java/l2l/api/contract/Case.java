package l2l.api.contract;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * One use of one operation, at a point away from its kinks, with its value computed plainly.
 *
 * @param operation the method it is of, as {@link #signature} writes it
 * @param words what is special about this use
 * @param at inputs "a", "b", …
 * @param value what f has to give, row-major, from the inputs' numbers
 */
record Case(String operation, String words, Values at, Function<Tensors, Tensor> f, Function<Values, double[]> value) {

  /** "clip(double, double)". */
  static String signature(Method method) {
    return method.getName()
        + Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).collect(Collectors.joining(", ", "(", ")"));
  }

  /** Numbers of [0.3, 1.7) with alternating signs. */
  static double[] mixed(long seed, int... shape) {
    double[] v = positive(seed, shape);
    for (int i = 1; i < v.length; i += 2) {
      v[i] = -v[i];
    }
    return v;
  }

  /** Numbers of [0.3, 1.7). */
  static double[] positive(long seed, int... shape) {
    return Arrays.stream(new Seed(seed).uniforms(Shape.size(shape))).map(u -> 0.3 + 1.4 * u).toArray();
  }

  /** One input of mixed numbers. */
  static Values of(int... shape) {
    return Values.none().with("a", mixed(11, shape), shape);
  }

  /** One input of positive numbers. */
  static Values positives(int... shape) {
    return Values.none().with("a", positive(12, shape), shape);
  }

  /** Two inputs of mixed numbers. */
  static Values two(int[] a, int... b) {
    return of(a).with("b", mixed(13, b), b);
  }

  static int[] shape(int... shape) {
    return shape;
  }

  static double[] each(Values at, DoubleUnaryOperator f) {
    return Arrays.stream(at.doubles("a")).map(f).toArray();
  }

  static double[] each(Values at, DoubleBinaryOperator f) {
    double[] a = at.doubles("a");
    double[] b = at.doubles("b");
    double[] y = new double[a.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = f.applyAsDouble(a[i], b[i]);
    }
    return y;
  }

  /** The inputs on an engine. */
  Tensors on(Engine engine) {
    return at.on(engine);
  }

  @Override
  public String toString() {
    return operation + (words.isEmpty() ? "" : ", " + words) + " of " + at;
  }
}
