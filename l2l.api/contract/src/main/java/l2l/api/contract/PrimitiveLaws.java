package l2l.api.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import l2l.api.state.Values;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** What every primitive must do: be what its plain form is, in value, in both orders of derivative and in forward mode. */
public final class PrimitiveLaws {
  private final Primitive part;
  private final Engine engine;
  private final Tensors at;
  private final double near;

  private PrimitiveLaws(Primitive part, Tensors at) {
    this.part = part;
    this.at = at;
    this.engine = at.tensors().get(0).engine();
    this.near = engine.precision() == Precision.DOUBLE ? 1e-10 : 1e-4;
  }

  /** @param at inputs in order, under any names, away from kinks; their engine is the one it is tried on */
  public static List<Law> of(Primitive part, Tensors at) {
    PrimitiveLaws l = new PrimitiveLaws(part, at);
    List<Law> laws = new ArrayList<>(List.of(
        new Law("speaksThisPrecision", "it is written for the engine's precision, or the laws would compare plain with itself", l::speaks),
        new Law("valueIsThatOfPlain", "outputs are those of plain, in its order, with and without derivatives", l::value),
        new Law("gradientIsThatOfPlain", "the gradient by each input, of each output alone and of all, is plain's and exact", l::gradient),
        new Law("secondDerivativeIsThatOfPlain", "the second derivative is plain's and exact", l::second),
        new Law("forwardModeIsThatOfPlain", "the derivative along a direction is the gradient's part in it", l::forward),
        new Law("leavesItsInputsAlone", "neither forward nor backward changes an input", l::leavesInputs),
        new Law("writesEveryNumberAndNoOther", "whatever outputs, saved arrays and adjoints that it overwrites held before, "
            + "and however long they are", l::writes),
        new Law("sameInputsGiveTheSameBits", "it keeps nothing between calls", l::repeats)));
    if (!l.unread().isEmpty()) {
      laws.add(new Law("whatIsNotReadMayBeGone", "an input that it says its way back does not read, and an output that comes late, are read "
          + "neither by backward nor by the pullback", w -> l.unread().forEach(u -> l.gone(u, w))));
    }
    if (part.pointwise()) {
      laws.add(new Law("goesPieceByPieceAndOverItsInputs", "its forward of some numbers at a time, in any order and into the arrays of "
          + "inputs, gives the bits of all at once", l::pieces));
    }
    if (part.state().length > 0) {
      laws.add(new Law("aRunIsSweptAsItsCalls", "calls swept at once give the bits of calls swept one by one", l::runs));
    }
    return laws;
  }

  /** The same without a state: no call of it is held back. */
  private record OneByOne(Primitive part) implements Primitive {
    @Override
    public boolean speaks(Precision precision) {
      return part.speaks(precision);
    }

    @Override
    public List<int[]> outputs(List<int[]> in) {
      return part.outputs(in);
    }

    @Override
    public List<int[]> saved(List<int[]> in) {
      return part.saved(in);
    }

    @Override
    public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
      part.forward(kernel, in, out, saved);
    }

    @Override
    public int[] late() {
      return part.late();
    }

    @Override
    public void late(Kernel kernel, int i, Buffer[] in, Buffer[] out) {
      part.late(kernel, i, in, out);
    }

    @Override
    public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
      part.backward(kernel, in, out, saved, outAdjoint, inAdjoint);
    }

    @Override
    public boolean overwrites(int i) {
      return part.overwrites(i);
    }

    @Override
    public List<Tensor> plain(List<Tensor> in) {
      return part.plain(in);
    }

    @Override
    public Optional<Pullback> pullback() {
      return part.pullback();
    }
  }

  /** A weighted sum of outputs, or of one alone for which of at least 0. */
  private Tensor loss(Function<List<Tensor>, List<Tensor>> f, Tensors x, int which) {
    List<Tensor> y = f.apply(x.tensors());
    Tensor sum = engine.scalar(0);
    for (int i = 0; i < y.size(); i++) {
      if (which < 0 || which == i) {
        Tensor t = y.get(i);
        sum = sum.plus(t.times(t.times(0.5).plus(engine.normal(new Seed(41 + i), 1, t.shape()))).sum());
      }
    }
    return sum;
  }

  private Tensor fused(Tensors x, int which) {
    return loss(in -> engine.apply(part, in), x, which);
  }

  private Tensor plain(Tensors x, int which) {
    return loss(part::plain, x, which);
  }

  private void speaks(Witness w) {
    w.sees(part.speaks(engine.precision()), () -> "it does not speak " + engine.precision());
  }

  private void value(Witness w) {
    List<Tensor> plain = part.plain(at.tensors());
    List<Tensor> alone = engine.apply(part, at.tensors());
    List<Tensor> within = new ArrayList<>();
    engine.gradient(x -> {
      engine.apply(part, x.tensors()).forEach(t -> within.add(t.detach()));
      return engine.scalar(0);
    }, at);
    w.equal("how many outputs there are", alone.size(), plain.size());
    w.sees(!plain.isEmpty(), () -> "there are no outputs");
    for (int i = 0; i < plain.size(); i++) {
      w.alike("output " + i, Tensors.of("y", alone.get(i)), Tensors.of("y", plain.get(i)));
      w.near("output " + i, near, alone.get(i).values(), plain.get(i).values());
      w.same("output " + i + " within a derivative", Tensors.of("y", within.get(i)), Tensors.of("y", alone.get(i)));
    }
  }

  private void gradient(Witness w) {
    int outputs = part.plain(at.tensors()).size();
    for (int i = -1; i < outputs; i++) {
      int which = i;
      Tensors fused = engine.gradient(x -> fused(x, which), at).gradient();
      Tensors plain = engine.gradient(x -> plain(x, which), at).gradient();
      w.near("the gradient of output " + i, near, fused.flat().values(), plain.flat().values());
      for (String name : at.names()) {
        Tensor alone = engine.gradient(x -> fused(at.with(name, x.get(name)), which), Tensors.of(name, at.get(name))).gradient().get(name);
        w.near("the gradient by " + name + " alone of output " + i, near, alone.values(), fused.get(name).values());
      }
      if (i < 0 && engine.precision() == Precision.DOUBLE) {
        w.derivative("the gradient", fused.flat().values(), Differences.gradient(x -> fused(x, which).scalar(), at).values());
      }
    }
  }

  private Tensors curvature(Tensors d) {
    return engine.gradient(x -> engine.gradient(y -> fused(y, -1), x).gradient().dot(d), at).gradient();
  }

  private void second(Witness w) {
    Tensors d = OperationLaws.direction(at, 42);
    double[] fused = curvature(d).flat().values();
    w.near("the second derivative", near, fused,
        engine.gradient(x -> engine.gradient(y -> plain(y, -1), x).gradient().dot(d), at).gradient().flat().values());
    double outside = engine.gradient(c -> engine.gradient(x -> fused(x, -1).times(c.get("c")), at).gradient().dot(d),
        Tensors.of("c", engine.scalar(2))).gradient().get("c").scalar();
    w.near("the derivative by a factor outside", near, new double[] {outside},
        engine.gradient(x -> fused(x, -1), at).gradient().dot(d).values());
    if (engine.precision() == Precision.DOUBLE) {
      w.derivative("the second derivative", fused,
          Differences.along(x -> engine.gradient(y -> fused(y, -1), x).gradient().flat().values(), at, d).values());
    }
  }

  private void forward(Witness w) {
    Tensors d = OperationLaws.direction(at, 43);
    double forward = engine.tangent(x -> Tensors.of("y", fused(x, -1)), at, d).tangent().get("y").scalar();
    double reverse = engine.gradient(x -> fused(x, -1), at).gradient().dot(d).scalar();
    w.near("the derivative along a direction", near, new double[] {forward}, new double[] {reverse});
  }

  private void leavesInputs(Witness w) {
    Values before = Values.of(at);
    engine.apply(part, at.tensors());
    w.equal("the inputs after forward", Values.of(at), before);
    engine.gradient(x -> fused(x, -1), at);
    w.equal("the inputs after backward", Values.of(at), before);
  }

  private Raw[] raw(List<int[]> shapes, double content) {
    return shapes.stream().map(shape -> Raw.of(engine.precision(), shape, content)).toArray(Raw[]::new);
  }

  /** The inputs, with this content beyond their ends. */
  private Raw[] inputs(List<int[]> shapes, double content) {
    Raw[] in = raw(shapes, content);
    for (int i = 0; i < in.length; i++) {
      in[i].set(at.tensors().get(i));
    }
    return in;
  }

  private void writes(Witness w) {
    KernelLaws.look(engine, kernel -> {
      List<int[]> shapes = at.tensors().stream().map(Tensor::shape).toList();
      Raw[] in = inputs(shapes, Double.NaN);
      double[] found = new double[0];
      for (double content : new double[] {0, Double.NaN}) {
        Raw[] out = raw(part.outputs(shapes), content);
        Raw[] saved = raw(part.saved(shapes), content);
        part.forward(kernel, in, out, saved);
        List<Raw[]> written = new ArrayList<>();
        written.add(out);
        for (int which = -1; which < out.length; which++) {
          Raw[] ones = raw(part.outputs(shapes), 1);
          for (int i = 0; which >= 0 && i < ones.length; i++) {
            ones[i] = i == which ? ones[i] : null;
          }
          Raw[] back = new Raw[in.length];
          for (int i = 0; i < back.length; i++) {
            back[i] = Raw.of(engine.precision(), shapes.get(i), part.overwrites(i) ? content : 0);
          }
          part.backward(kernel, in, out, saved, ones, back);
          written.add(back);
        }
        for (int late : part.late()) {
          part.late(kernel, late, in, out);
        }
        double[] numbers = numbers(written, content, w);
        if (Double.isNaN(content)) {
          w.equal("outputs and adjoints in arrays that held NaN", Arrays.toString(numbers), Arrays.toString(found));
        }
        found = numbers;
      }
    });
  }

  private void pieces(Witness w) {
    KernelLaws.look(engine, kernel -> {
      List<int[]> shapes = at.tensors().stream().map(Tensor::shape).toList();
      List<int[]> results = part.outputs(shapes);
      int n = Shape.size(results.get(0));
      int[] wide = IntStream.range(0, shapes.size()).filter(i -> Shape.size(shapes.get(i)) == n).toArray();
      Raw[] all = raw(results, 0);
      part.forward(kernel, inputs(shapes, 0), all, null);
      String wanted = Arrays.toString(numbers(List.<Raw[]>of(all), 0, w));
      for (int length : new int[] {1, 3, n}) {
        for (int shift = -1; shift < wide.length; shift++) {
          Raw[] in = inputs(shapes, 0);
          Raw[] out = raw(results, 0);
          for (int i = 0; shift >= 0 && i < Math.min(out.length, wide.length); i++) {
            out[i] = in[wide[(i + shift) % wide.length]];
          }
          for (int from = (n - 1) / length * length; from >= 0; from -= length) {
            part.forward(kernel, in, out, from, Math.min(n, from + length));
          }
          w.equal("outputs, " + length + " numbers at a time" + (shift < 0 ? "" : ", over inputs"),
              Arrays.toString(numbers(List.<Raw[]>of(out), 0, w)), wanted);
        }
      }
    });
  }

  /** An input that the way back does not read, or an output, where these adjoints are wanted. */
  private record Unread(boolean isOutput, int which, boolean[] wanted) {}

  /** Where all adjoints are wanted, or one. */
  private List<Unread> unread() {
    int n = at.tensors().size();
    List<Unread> unread = new ArrayList<>();
    for (int one = -1; one < n; one++) {
      boolean[] wanted = new boolean[n];
      Arrays.fill(wanted, one < 0 ? 0 : one, one < 0 ? n : one + 1, true);
      for (int i = 0; i < n; i++) {
        if (!part.reads(i, wanted)) {
          unread.add(new Unread(false, i, wanted));
        }
      }
      for (int late : part.late()) {
        unread.add(new Unread(true, late, wanted));
      }
    }
    return unread;
  }

  /** The adjoints by both ways, with the input or output and without. */
  private void gone(Unread unread, Witness w) {
    int i = unread.which;
    boolean[] wanted = unread.wanted;
    String what = "wanted " + Arrays.toString(wanted) + ", without " + (unread.isOutput ? "output " : "input ") + i;
    List<int[]> shapes = at.tensors().stream().map(Tensor::shape).toList();
    KernelLaws.look(engine, kernel -> {
      Raw[] in = inputs(shapes, 0);
      Raw[] out = raw(part.outputs(shapes), 0);
      Raw[] saved = raw(part.saved(shapes), 0);
      part.forward(kernel, in, out, saved);
      List<String> found = new ArrayList<>();
      for (boolean there : new boolean[] {true, false}) {
        Raw[] gone = unread.isOutput ? out : in;
        gone[i] = there ? gone[i] : Raw.of(engine.precision(), gone[i].shape(), Double.NaN);
        Raw[] back = raw(shapes, 0);
        for (int k = 0; k < back.length; k++) {
          back[k] = wanted[k] ? back[k] : null;
        }
        part.backward(kernel, in, out, saved, raw(part.outputs(shapes), 1), back);
        found.add(Arrays.toString(numbers(List.<Raw[]>of(Arrays.stream(back).filter(Objects::nonNull).toArray(Raw[]::new)), 0, w)));
      }
      w.equal("backward: " + what, found.get(1), found.get(0));
    });
    part.pullback().ifPresent(pullback -> {
      List<Tensor> outputs = engine.apply(part, at.tensors());
      Tensor[] ones = outputs.stream().map(t -> engine.fill(1, t.shape())).toArray(Tensor[]::new);
      List<Tensor[]> found = new ArrayList<>();
      for (boolean there : new boolean[] {true, false}) {
        Tensor[] in = at.tensors().toArray(Tensor[]::new);
        Tensor[] out = outputs.toArray(Tensor[]::new);
        Tensor[] gone = unread.isOutput ? out : in;
        gone[i] = there ? gone[i] : engine.fill(Double.NaN, gone[i].shape());
        found.add(pullback.of(in, out, ones, wanted));
      }
      for (int k = 0; k < wanted.length; k++) {
        if (wanted[k]) {
          w.same("pullback: " + what, Tensors.of("adjoint", found.get(1)[k]), Tensors.of("adjoint", found.get(0)[k]));
        }
      }
    });
  }

  /** A recurrence of so many calls; what a call gives counts every {@code every} of them, the last one's always. */
  private Tensor recurrence(Primitive p, Tensors x, int calls, int every) {
    Tensor sum = engine.scalar(0);
    List<Tensor> in = new ArrayList<>(x.tensors());
    for (int s = 1; s <= calls; s++) {
      List<Tensor> out = engine.apply(p, in);
      for (int i : part.state()) {
        in.set(i, out.get(i));
      }
      for (int i = 0; i < out.size(); i++) {
        boolean state = Arrays.binarySearch(part.state(), i) >= 0;
        if (!state || s % every == 0 || s == calls) {
          Tensor t = out.get(i);
          sum = sum.plus(t.times(t.times(0.5).plus(engine.normal(new Seed(41L * s + i), 1, t.shape()))).sum());
        }
      }
    }
    return sum;
  }

  private void runs(Witness w) {
    Primitive alone = new OneByOne(part);
    for (int calls : new int[] {2, 3, 40}) {
      for (int every : new int[] {2, 100}) {
        w.same("the gradient of " + calls + " calls, of which every " + every + " is looked at",
            engine.gradient(x -> recurrence(part, x, calls, every), at).gradient(),
            engine.gradient(x -> recurrence(alone, x, calls, every), at).gradient());
        for (String name : at.names()) {
          Tensors by = Tensors.of(name, at.get(name));
          w.same("the same by " + name + " alone",
              engine.gradient(x -> recurrence(part, at.with(name, x.get(name)), calls, every), by).gradient(),
              engine.gradient(x -> recurrence(alone, at.with(name, x.get(name)), calls, every), by).gradient());
        }
      }
    }
    UnaryOperator<Tensors> three = x -> Tensors.of("y", recurrence(part, x, 3, 2));
    Tensors d = OperationLaws.direction(at, 44);
    w.near("the second derivative of 3 calls", near,
        engine.gradient(x -> engine.gradient(y -> three.apply(y).get("y"), x).gradient().dot(d), at).gradient().flat().values(),
        engine.gradient(x -> engine.gradient(y -> recurrence(alone, y, 3, 2), x).gradient().dot(d), at).gradient().flat().values());
    w.same("the gradient of 3 calls computed again", engine.gradient(x -> engine.recomputed(three, x).get("y"), at).gradient(),
        engine.gradient(x -> recurrence(part, x, 3, 2), at).gradient());
  }

  private static double[] numbers(List<Raw[]> arrays, double content, Witness w) {
    List<Double> numbers = new ArrayList<>();
    for (Raw[] list : arrays) {
      for (Raw raw : list) {
        for (int i = 0; i < raw.size() + Raw.MORE; i++) {
          if (i < raw.size()) {
            numbers.add(raw.get(i));
          } else {
            double beyond = raw.get(i);
            w.sees(beyond == 0 || Double.isNaN(beyond) && Double.isNaN(content), () -> "it wrote " + beyond
                + " beyond the end of an array");
          }
        }
      }
    }
    return numbers.stream().mapToDouble(d -> d).toArray();
  }

  private void repeats(Witness w) {
    Tensors first = engine.gradient(x -> fused(x, -1), at).gradient();
    engine.apply(part, at.map(t -> t.times(0.5)).tensors());
    w.same("the gradient", engine.gradient(x -> fused(x, -1), at).gradient(), first);
  }
}
