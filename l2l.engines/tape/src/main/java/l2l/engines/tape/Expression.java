package l2l.engines.tape;

import java.util.Arrays;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;
import l2l.engines.tape.Unary.Kind;

/**
 * A tensor of these engines: plain numbers ({@link Dense}), a variable of a tape ({@link Variable}) or a number with its derivative
 * along a direction ({@link Dual}). Every operation goes through {@link TapeEngine#apply}.
 */
abstract class Expression implements Tensor {

  private static final Product.Scaled SCALED = new Product.Scaled();
  private static final Product.Choose CHOOSE = new Product.Choose();
  private static final Product.LogSumExp LOG_SUM_EXP = new Product.LogSumExp();

  /** Which derivative this belongs to: 0 none, else later ones are nested in earlier ones. */
  abstract long level();

  /** The numbers without any derivative. */
  abstract Dense dense();

  @Override
  public abstract TapeEngine engine();

  /** The shape itself, not to be changed. */
  final int[] shapeArray() {
    return dense().axes;
  }

  @Override
  public final int[] shape() {
    return shapeArray().clone();
  }

  @Override
  public final int rank() {
    return shapeArray().length;
  }

  @Override
  public final int size() {
    return dense().count;
  }

  @Override
  public final double[] values() {
    return engine().loops().doubles(dense().data(), size());
  }

  @Override
  public final Tensor detach() {
    Dense own = dense();
    TapeEngine.settle(own);
    return TapeEngine.lasting(own);
  }

  private Tensor one(Operation operation) {
    return engine().apply(operation, this);
  }

  private Tensor two(Operation operation, Tensor that) {
    return engine().apply(operation, this, TapeEngine.own(that));
  }

  @Override
  public final Tensor plus(Tensor that) {
    return two(Binary.PLUS, that);
  }

  @Override
  public final Tensor minus(Tensor that) {
    return two(Binary.MINUS, that);
  }

  @Override
  public final Tensor times(Tensor that) {
    return two(Binary.TIMES, that);
  }

  @Override
  public final Tensor over(Tensor that) {
    return two(Binary.OVER, that);
  }

  @Override
  public final Tensor choose(Tensor then, Tensor otherwise) {
    return engine().apply(CHOOSE, this, TapeEngine.own(then), TapeEngine.own(otherwise));
  }

  @Override
  public final Tensor plus(double c) {
    return one(new Unary(Kind.PLUS, c, 0));
  }

  @Override
  public final Tensor times(double c) {
    return one(new Unary(Kind.TIMES, c, 0));
  }

  @Override
  public final Tensor power(double exponent) {
    return one(new Unary(Kind.POWER, exponent, 0));
  }

  @Override
  public final Tensor clip(double low, double high) {
    if (!(low <= high)) {
      throw new IllegalArgumentException("clip: the limits " + low + " and " + high + " are the wrong way round");
    }
    return one(new Unary(Kind.CLIP, low, high));
  }

  @Override
  public final Tensor exp() {
    return one(Unary.of(Kind.EXP));
  }

  @Override
  public final Tensor log() {
    return one(Unary.of(Kind.LOG));
  }

  @Override
  public final Tensor sqrt() {
    return one(Unary.of(Kind.SQRT));
  }

  @Override
  public final Tensor rootOrZero() {
    return one(Unary.of(Kind.ROOT_OR_ZERO));
  }

  @Override
  public final Tensor tanh() {
    return one(Unary.of(Kind.TANH));
  }

  @Override
  public final Tensor sigmoid() {
    return one(Unary.of(Kind.SIGMOID));
  }

  @Override
  public final Tensor relu() {
    return one(Unary.of(Kind.RELU));
  }

  @Override
  public final Tensor abs() {
    return one(Unary.of(Kind.ABS));
  }

  @Override
  public final Tensor sign() {
    return one(Unary.of(Kind.SIGN));
  }

  @Override
  public final Tensor positive() {
    return one(Unary.of(Kind.POSITIVE));
  }

  @Override
  public final Tensor scaled(Tensor by) {
    if (by instanceof Dense d && d.isOnes() && d.engine() == engine()) {
      SCALED.check(dense(), d);
      return this;
    }
    return two(SCALED, by);
  }

  /** The sum of this times that, of equal shape, over all axes behind the first few. */
  final Tensor dots(int axes, Tensor that) {
    return two(new Product.Dots(axes), that);
  }

  @Override
  public final Tensor logSumExp() {
    return one(LOG_SUM_EXP);
  }

  @Override
  public final Tensor matmul(boolean transposeThis, Tensor that, boolean transposeThat) {
    return two(new Product.Matmul(transposeThis, transposeThat), that);
  }

  @Override
  public final Tensor spread(int... shape) {
    int[] own = shapeArray();
    if (Arrays.equals(own, shape)) {
      return this;
    }
    int[] to = shape.clone();
    int[] back = own.clone();
    return one(new Move((room, a) -> Layout.spread(room, a, to), t -> t.spread(to), d -> d.sumTo(back)));
  }

  @Override
  public final Tensor sumTo(int... shape) {
    int[] own = shapeArray();
    if (Arrays.equals(own, shape)) {
      return this;
    }
    int[] to = shape.clone();
    int[] back = own.clone();
    return one(new Move((room, a) -> Layout.sumTo(room, a, to), t -> t.sumTo(to), d -> d.spread(back)));
  }

  @Override
  public final Tensor reshape(int... shape) {
    int[] own = shapeArray();
    if (Arrays.equals(own, shape)) {
      return this;
    }
    if (Shape.size(shape) != size()) {
      throw new IllegalArgumentException(
          "reshape: shape " + Shape.text(shape) + " does not hold the " + size() + " numbers of " + Shape.text(own));
    }
    int[] to = shape.clone();
    int[] back = own.clone();
    return one(new Move((room, a) -> a.as(to), t -> t.reshape(to), d -> d.reshape(back)));
  }

  @Override
  public final Tensor permute(int... axes) {
    int[] to = axes.clone();
    return one(new Move((room, a) -> Layout.permute(room, a, to), t -> t.permute(to), d -> d.permute(inverse(to))));
  }

  private static int[] inverse(int[] axes) {
    int[] r = new int[axes.length];
    for (int i = 0; i < r.length; i++) {
      r[axes[i]] = i;
    }
    return r;
  }

  @Override
  public final Tensor slice(int axis, int from, int to) {
    Layout.axis("slice", shapeArray(), axis);
    int length = shapeArray()[axis];
    return one(new Move((room, a) -> Layout.slice(room, a, axis, from, to), t -> t.slice(axis, from, to), d -> d.pad(axis, from, length)));
  }

  @Override
  public final Tensor pad(int axis, int from, int length) {
    Layout.axis("pad", shapeArray(), axis);
    int to = from + shapeArray()[axis];
    return one(new Move((room, a) -> Layout.pad(room, a, axis, from, length), t -> t.pad(axis, from, length),
        d -> d.slice(axis, from, to)));
  }

  @Override
  public final Tensor gather(int axis, int... index) {
    Layout.axis("gather", shapeArray(), axis);
    int length = shapeArray()[axis];
    int[] i = index.clone();
    return one(new Move((room, a) -> Layout.gather(room, a, axis, i), t -> t.gather(axis, i), d -> d.scatter(axis, length, i)));
  }

  @Override
  public final Tensor scatter(int axis, int length, int... index) {
    int[] i = index.clone();
    return one(new Move((room, a) -> Layout.scatter(room, a, axis, length, i), t -> t.scatter(axis, length, i), d -> d.gather(axis, i)));
  }

  @Override
  public final Tensor max(int axis) {
    int[] s = shapeArray();
    Layout.axis("max", s, axis);
    if (s[axis] == 0) {
      throw new IllegalArgumentException("max: axis " + axis + " of shape " + Shape.text(s) + " is empty");
    }
    int inner = 1;
    for (int i = axis + 1; i < s.length; i++) {
      inner *= s[i];
    }
    int outer = inner == 0 ? 0 : size() / (s[axis] * inner);
    Tensor rows = reshape(outer, s[axis], inner);
    Object data = dense().data();
    int[] index = inner == 1 ? engine().loops().argmax(data, outer, s[axis]) : engine().loops().argmaxMiddle(data, outer, s[axis], inner);
    for (int o = 0; o < outer; o++) {
      for (int i = o * inner; i < (o + 1) * inner; i++) {
        index[i] = (o * s[axis] + index[i] - o) * inner + i;
      }
    }
    int[] shape = new int[s.length - 1];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = s[i < axis ? i : i + 1];
    }
    return rows.reshape(size()).gather(0, index).reshape(shape);
  }

  @Override
  public final Tensor patches(int kernel, int stride, int padding) {
    Patches p = Patches.of(shapeArray().clone(), kernel, stride, padding);
    return one(new Move(p::cut, t -> t.patches(kernel, stride, padding),
        d -> d.unpatches(p.image()[1], p.image()[2], kernel, stride, padding)));
  }

  @Override
  public final Tensor unpatches(int h, int w, int kernel, int stride, int padding) {
    int[] s = shapeArray();
    if (s.length != 4 || kernel < 1 || s[3] % (kernel * kernel) != 0) {
      throw new IllegalArgumentException(
          "unpatches: shape " + Shape.text(s) + " is no [n, h, w, kernel * kernel * c] for kernel " + kernel);
    }
    Patches p = Patches.of(new int[] {s[0], h, w, s[3] / (kernel * kernel)}, kernel, stride, padding);
    return one(new Move(p::add, t -> t.unpatches(h, w, kernel, stride, padding), d -> d.patches(kernel, stride, padding)));
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + Shape.text(shapeArray());
  }
}
