package l2l.optimizers.lstm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;

/**
 * One step of the coordinatewise LSTM, over all n coordinates at once: its equations ({@link #plain}), and the same fused in float.
 *
 * <p>For each layer, from x = the preprocessed gradient: z = W x + R h + b, of four gates; i = sigmoid z_0, f = sigmoid(z_1 + forgetBias),
 * o = sigmoid z_2, g = tanh z_3; c' = f c + i g, h' = o tanh c', which is the next layer's x. At last update = scale (V x + a).
 * Hochreiter, Schmidhuber 1997 with the forget gate of Gers et al. 2000; Andrychowicz et al. 2016, section 2.1.
 *
 * <p>Inputs: the gradient [n]; for each layer h and c [units, n]; for each layer W [4 units, in], R [4 units, units], b [4 units, 1];
 * V [1, in], a [1, 1]. Outputs: the update [n]; for each layer h' and c' [units, n].
 */
record Cells(Lstm rule) implements Primitive {

  /** Where a layer's h stands among the inputs, c behind it; h' and c' at the same places of the outputs. */
  int h(int layer) {
    return 1 + 2 * layer;
  }

  /** Where a layer's W stands among the inputs, R and b behind it; behind the last layer V and a. */
  int w(int layer) {
    return 1 + 2 * rule.layers() + 3 * layer;
  }

  @Override
  public List<Tensor> plain(List<Tensor> in) {
    check(in.stream().map(Tensor::shape).toList());
    int n = in.get(0).size(), units = rule.units();
    List<Tensor> out = new ArrayList<>();
    Tensor x = rule.preprocessing().plain(in.get(0).reshape(1, n));
    for (int l = 0; l < rule.layers(); l++) {
      Tensor h = in.get(h(l)), c = in.get(h(l) + 1);
      Tensor z = in.get(w(l)).matmul(x).plus(in.get(w(l) + 1).matmul(h)).plus(in.get(w(l) + 2).spread(4 * units, n));
      Tensor i = gate(z, 0).sigmoid(), f = gate(z, 1).plus(rule.forgetBias()).sigmoid(), o = gate(z, 2).sigmoid(), g = gate(z, 3).tanh();
      Tensor next = f.times(c).plus(i.times(g));
      x = o.times(next.tanh());
      out.addAll(List.of(x, next));
    }
    Tensor output = in.get(w(rule.layers())).matmul(x).plus(in.get(w(rule.layers()) + 1).spread(1, n));
    out.add(0, output.times(rule.scale()).reshape(n));
    return out;
  }

  private Tensor gate(Tensor z, int which) {
    return z.slice(0, which * rule.units(), (which + 1) * rule.units());
  }

  /** Shapes of the inputs for n coordinates. */
  private List<int[]> inputs(int n) {
    int units = rule.units();
    List<int[]> shapes = new ArrayList<>(outputs(n));
    for (int l = 0; l < rule.layers(); l++) {
      shapes.addAll(List.of(new int[] {4 * units, rule.width(l)}, new int[] {4 * units, units}, new int[] {4 * units, 1}));
    }
    shapes.addAll(List.of(new int[] {1, rule.width(rule.layers())}, new int[] {1, 1}));
    return shapes;
  }

  private List<int[]> outputs(int n) {
    List<int[]> shapes = new ArrayList<>(List.of(new int[] {n}));
    for (int l = 0; l < rule.layers(); l++) {
      shapes.addAll(List.of(new int[] {rule.units(), n}, new int[] {rule.units(), n}));
    }
    return shapes;
  }

  private void check(List<int[]> in) {
    List<int[]> wanted = inputs(Shape.size(in.get(0)));
    for (int i = 0; i < wanted.size(); i++) {
      if (!Arrays.equals(in.get(i), wanted.get(i))) {
        throw new IllegalArgumentException("lstm: theta or state was made for another network or another x: a shape is "
            + Shape.text(in.get(i)) + " where " + Shape.text(wanted.get(i)) + " is needed for " + rule.layers() + " layers of "
            + rule.units() + " units and " + Shape.size(in.get(0)) + " coordinates; give the settings it was trained with");
      }
    }
  }

  @Override
  public boolean speaks(Precision precision) {
    return precision == Precision.FLOAT;
  }

  /**
   * Of one rule. That of the record itself, asked by an engine, would leave the class of the rule in a cache of JDK 17 for good, and with it
   * a plugin's class loader.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof Cells that && that.rule == rule;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(rule);
  }

  @Override
  public List<int[]> outputs(List<int[]> in) {
    check(in);
    return outputs(Shape.size(in.get(0)));
  }

  /** The preprocessed gradient. The rest is computed again from inputs and outputs. */
  @Override
  public List<int[]> saved(List<int[]> in) {
    return List.of(new int[] {rule.width(0) * Shape.size(in.get(0))});
  }

  @Override
  public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
    new FloatForward(new Tiles(this, kernel, in, out, saved)).run();
  }

  @Override
  public boolean overwrites(int i) {
    return i < w(0);
  }

  /** h and c of every layer. */
  @Override
  public int[] state() {
    return IntStream.range(h(0), w(0)).toArray();
  }

  @Override
  public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
    backward(kernel, List.of(new Call(in, out, saved, outAdjoint, inAdjoint)));
  }

  @Override
  public void backward(Kernel kernel, List<Call> run) {
    FloatBackward.of(this, kernel, run).run();
  }
}
