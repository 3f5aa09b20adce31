package l2l.engines.tape;

import java.util.Arrays;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;

/** Operations linear in each of two tensors, and those built like them. */
sealed interface Product extends Operation {

  @Override
  default Tensor tangent(Tensor[] in, Tensor out, Tensor[] tangents) {
    Tensor sum = null;
    for (int i = 0; i < in.length; i++) {
      if (tangents[i] != null) {
        Tensor[] with = in.clone();
        with[i] = tangents[i];
        Tensor part = again(with);
        sum = sum == null ? part : sum.plus(part);
      }
    }
    return sum;
  }

  /** The same operation on any tensors. */
  Tensor again(Tensor[] in);

  /** Matrix product, of single matrices or of pairs. */
  record Matmul(boolean transposeA, boolean transposeB) implements Product {

    @Override
    public Tensor forward(Room room, Dense... in) {
      int[] a = in[0].shapeArray();
      int[] b = in[1].shapeArray();
      int r = a.length;
      boolean fits = r == b.length && (r == 2 || r == 3 && a[0] == b[0]) && a[r - (transposeA ? 2 : 1)] == b[r - (transposeB ? 1 : 2)];
      if (!fits) {
        throw new IllegalArgumentException("matmul: shapes " + Shape.text(a) + (transposeA ? " transposed" : "") + " and " + Shape.text(b)
            + (transposeB ? " transposed" : "") + " do not fit; [m, k] x [k, n] or [b, m, k] x [b, k, n] is wanted");
      }
      int m = a[r - (transposeA ? 1 : 2)];
      int n = b[r - (transposeB ? 2 : 1)];
      Dense out = room.any(r == 2 ? new int[] {m, n} : new int[] {a[0], m, n});
      room.mirror(in[0]);
      room.mirror(in[1]);
      in[0].engine().loops().matmul(in[0], transposeA, in[1], transposeB, out);
      return out;
    }

    @Override
    public Tensor pullback(int wanted, Tensor[] in, Tensor out, Tensor d) {
      if (wanted == 0) {
        return transposeA ? in[1].matmul(transposeB, d, true) : d.matmul(false, in[1], !transposeB);
      }
      return transposeB ? d.matmul(true, in[0], transposeA) : in[0].matmul(!transposeA, d, false);
    }

    @Override
    public Tensor again(Tensor[] in) {
      return in[0].matmul(transposeA, in[1], transposeB);
    }
  }

  /** A tensor scaled by another whose shape begins its own. */
  record Scaled() implements Product {

    /** Throws IllegalArgumentException where shapes do not fit. */
    void check(Dense... in) {
      int[] a = in[0].shapeArray();
      int[] by = in[1].shapeArray();
      if (by.length > a.length || !Arrays.equals(by, Arrays.copyOf(a, by.length))) {
        throw new IllegalArgumentException(
            "scaled: shape " + Shape.text(by) + " does not begin " + Shape.text(a) + "; reshape or spread it");
      }
    }

    @Override
    public Tensor forward(Room room, Dense... in) {
      check(in);
      int outer = in[1].count;
      TapeEngine engine = in[0].engine();
      int[] shape = in[0].shapeArray();
      if (room.waits(in[0].count, in)) {
        return room.promised(outer == in[0].count ? new Deferred(Binary.TIMES, in) : new Deferred(new Rows(in[0].count / outer), in), shape);
      }
      Dense out = room.any(shape);
      engine.loops().scaled(in[0].data(), in[1].data(), out.data(), outer, outer == 0 ? 0 : in[0].count / outer);
      return out;
    }

    @Override
    public Tensor pullback(int wanted, Tensor[] in, Tensor out, Tensor d) {
      if (wanted == 0) {
        return d.scaled(in[1]);
      }
      return TapeEngine.own(d).dots(in[1].rank(), in[0]);
    }

    @Override
    public Tensor[] pullbacks(Dense[] in, Dense d) {
      TapeEngine engine = d.engine();
      int outer = in[1].count;
      if (outer == 0) {
        return null;
      }
      Dense scaled = engine.lend(in[0].shapeArray());
      Dense dots = engine.lend(in[1].shapeArray());
      engine.loops().scaledAndDots(d.data(), in[1].data(), in[0].data(), scaled.data(), dots.data(), outer, d.count / outer);
      return new Tensor[] {scaled, dots};
    }

    @Override
    public Tensor again(Tensor[] in) {
      return in[0].scaled(in[1]);
    }
  }

  /** How rows of a length scaled by a number each are computed block by block. */
  record Rows(int length) implements Waiting {

    @Override
    public boolean whole(int i) {
      return i == 1;
    }

    @Override
    public int code() {
      return 203;
    }

    @Override
    public void block(Loops loops, Object[] in, Object out, int first, int n) {
      loops.rows(in[0], in[1], out, length, first, n);
    }
  }

  /** How rows of a length scaled by a number each are computed while they are added to others: a + b by. */
  record PlusRows(int length) implements Waiting {

    @Override
    public boolean whole(int i) {
      return i == 2;
    }

    @Override
    public boolean overwrites() {
      return true;
    }

    @Override
    public int code() {
      return 204;
    }

    @Override
    public void block(Loops loops, Object[] in, Object out, int first, int n) {
      loops.plusRows(in[0], in[1], in[2], out, length, first, n);
    }
  }

  /** The sum of the products of two tensors' numbers over all axes behind the first few. */
  record Dots(int axes) implements Product {

    @Override
    public Tensor forward(Room room, Dense... in) {
      Dense out = room.any(Arrays.copyOf(in[0].shapeArray(), axes));
      in[0].engine().loops().dots(in[0].data(), in[1].data(), out.data(), out.count, out.count == 0 ? 0 : in[0].count / out.count);
      return out;
    }

    @Override
    public Tensor pullback(int wanted, Tensor[] in, Tensor out, Tensor d) {
      return in[1 - wanted].scaled(d);
    }

    @Override
    public Tensor again(Tensor[] in) {
      return TapeEngine.own(in[0]).dots(axes, in[1]);
    }
  }

  /** One tensor where a mask is not 0, another elsewhere; the mask itself is a constant. */
  record Choose() implements Product, Elementwise {

    @Override
    public void check(Dense... in) {
      int[] s = in[0].shapeArray();
      if (!Arrays.equals(s, in[1].shapeArray()) || !Arrays.equals(s, in[2].shapeArray())) {
        throw new IllegalArgumentException("choose: shapes " + Shape.text(s) + ", " + Shape.text(in[1].shapeArray()) + " and "
            + Shape.text(in[2].shapeArray()) + " differ; spread the smaller ones");
      }
    }

    @Override
    public int code() {
      return 201;
    }

    @Override
    public void block(Loops loops, Object[] in, Object out, int first, int n) {
      loops.choose(in[0], in[1], in[2], out, n);
    }

    @Override
    public Tensor pullback(int wanted, Tensor[] in, Tensor out, Tensor d) {
      Tensor mask = in[0].detach();
      Tensor zero = d.engine().zeros(d.shape());
      return wanted == 0 ? null : wanted == 1 ? mask.choose(d, zero) : mask.choose(zero, d);
    }

    @Override
    public Tensor tangent(Tensor[] in, Tensor out, Tensor[] tangents) {
      if (tangents[1] == null && tangents[2] == null) {
        return null;
      }
      Tensor zero = out.engine().zeros(out.shape());
      return in[0].detach().choose(tangents[1] == null ? zero : tangents[1], tangents[2] == null ? zero : tangents[2]);
    }

    @Override
    public Tensor again(Tensor[] in) {
      return in[0].choose(in[1], in[2]);
    }
  }

  /** log of the sum of e^x along the last axis. */
  record LogSumExp() implements Product {

    @Override
    public Tensor forward(Room room, Dense... in) {
      int[] s = in[0].shapeArray();
      if (s.length == 0) {
        throw new IllegalArgumentException("logSumExp: shape [] has no last axis");
      }
      Dense out = room.any(Arrays.copyOf(s, s.length - 1));
      in[0].engine().loops().logSumExp(in[0].data(), out.data(), out.size(), s[s.length - 1]);
      return out;
    }

    @Override
    public Tensor pullback(int wanted, Tensor[] in, Tensor out, Tensor d) {
      return softmax(in[0], out).scaled(d);
    }

    @Override
    public Tensor tangent(Tensor[] in, Tensor out, Tensor[] tangents) {
      return softmax(in[0], out).times(tangents[0]).sum(in[0].rank() - 1);
    }

    private static Tensor softmax(Tensor x, Tensor y) {
      return x.minus(y.spreadLike(x)).exp();
    }

    @Override
    public Tensor again(Tensor[] in) {
      return in[0].logSumExp();
    }
  }
}
