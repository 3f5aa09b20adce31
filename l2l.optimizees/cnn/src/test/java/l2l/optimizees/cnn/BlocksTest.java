package l2l.optimizees.cnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import l2l.api.contract.junit.PrimitiveContract;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.blas.Nd4jEngine;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The fused blocks against their plain form. */
class BlocksTest {

  private static Blocks blocks(int h, int w, int channels, int[] filters, int kernel, double epsilon) {
    int left = (h >> filters.length) * (w >> filters.length) * filters[filters.length - 1];
    return new Blocks(new Layers(new int[] {h, w, channels}, filters, kernel, new int[] {left, 3}, epsilon));
  }

  /** Images and the blocks' tensors, drawn; scales of both signs. */
  private static Tensors inputs(Engine engine, Blocks blocks, int n) {
    int[] image = blocks.layers().image();
    Tensors at = Tensors.of("images", engine.normal(new Seed(1), 1, n, image[0], image[1], image[2]));
    for (Layers.Parameter p : blocks.layers().parameters()) {
      if (!p.name().startsWith("fc")) {
        at = at.with(p.name(), engine.normal(new Seed(2).child(p.name()), p.name().endsWith(".filter") ? 0.5 : 1, p.shape()));
      }
    }
    return at;
  }

  /** On the float engine, whose panels are native. */
  private abstract static class Contract extends PrimitiveContract {
    abstract Blocks blocks();

    /** Images of each trial. */
    abstract int[] counts();

    @Override
    protected Primitive part() {
      return blocks();
    }

    @Override
    protected List<Tensors> inputs() {
      Engine engine = new Nd4jEngine(Precision.FLOAT, 2);
      return Arrays.stream(counts()).mapToObj(n -> BlocksTest.inputs(engine, blocks(), n)).toList();
    }
  }

  /** One block. */
  @Nested
  class OfFewChannels extends Contract {
    @Override
    Blocks blocks() {
      return BlocksTest.blocks(6, 6, 2, new int[] {3}, 3, 1e-3);
    }

    @Override
    int[] counts() {
      return new int[] {2, 5};
    }
  }

  /** A last odd row and column are left out. */
  @Nested
  class OfManyChannelsAndOddImages extends Contract {
    @Override
    Blocks blocks() {
      return BlocksTest.blocks(7, 9, 11, new int[] {13, 3}, 3, 1e-3);
    }

    @Override
    int[] counts() {
      return new int[] {4};
    }
  }

  @Nested
  class OfLargeFilters extends Contract {
    @Override
    Blocks blocks() {
      return BlocksTest.blocks(5, 8, 7, new int[] {4, 3}, 5, 1e-3);
    }

    @Override
    int[] counts() {
      return new int[] {5};
    }
  }

  @Nested
  class WithoutNormalization extends Contract {
    @Override
    Blocks blocks() {
      return BlocksTest.blocks(8, 9, 3, new int[] {11, 3}, 3, -1);
    }

    @Override
    int[] counts() {
      return new int[] {1, 3};
    }
  }

  private static Tensor weighted(Tensor y) {
    return y.times(y.engine().normal(new Seed(9), 1, y.shape())).sum();
  }

  private static Tensors gradient(Engine engine, Function<List<Tensor>, Tensor> f, Tensors at) {
    return engine.gradient(x -> weighted(f.apply(x.tensors())), at).gradient();
  }

  /** Several chunks of images, the last of which is smaller: the sums of all, in the same order for one thread and two. */
  @Test
  void chunksOfImagesAddUpToTheSameBitsOnOneThreadAndTwo() {
    Blocks blocks = blocks(32, 32, 3, new int[] {16, 12}, 3, 1e-3);
    Tensors[] found = new Tensors[2];
    for (int threads = 1; threads <= 2; threads++) {
      try (var engine = new Nd4jEngine(Precision.FLOAT, threads)) {
        Tensors at = inputs(engine, blocks, 11);
        Chunks chunks = new Chunks(blocks, null, at.tensors().stream().map(t -> (Buffer) t).toArray(Buffer[]::new), null);
        assertTrue(chunks.count > 2 && chunks.size(chunks.count - 1) < chunks.images, chunks.count + " chunks");
        found[threads - 1] = gradient(engine, in -> engine.apply(blocks, in).get(0), at);
      }
    }
    assertArrayEquals(found[0].flat().values(), found[1].flat().values());
    Engine exact = new JavaEngine();
    Tensors at = inputs(exact, blocks, 11);
    Tensors plain = gradient(exact, in -> blocks.plain(in).get(0), at);
    assertEquals(9, at.names().size());
    for (String name : at.names()) {
      double[] expected = plain.get(name).values();
      double largest = DoubleStream.of(expected).map(Math::abs).max().orElseThrow();
      if (name.endsWith(".bias")) {
        assertTrue(largest < 1e-9, "the mean takes a bias away again: " + largest);
        assertArrayEquals(new double[expected.length], found[0].get(name).values(), name);
      } else {
        assertArrayEquals(expected, found[0].get(name).values(), 2e-4 * largest, name);
      }
    }
  }

  /** Of a channel of scale 0 all pooled numbers are equal, and the first of each four has the derivative. */
  @Test
  void aScaleOfZeroHasTheDerivativeOfPlain() {
    Blocks blocks = blocks(6, 6, 2, new int[] {3}, 3, 1e-3);
    try (var engine = new Nd4jEngine(Precision.FLOAT, 1)) {
      Tensors at = inputs(engine, blocks, 4).with("norm.0.scale", engine.tensor(new double[] {0, -1, 2}, 3))
          .with("norm.0.shift", engine.tensor(new double[] {1, 0, 0}, 3));
      double[] fused = gradient(engine, in -> engine.apply(blocks, in).get(0), at).get("norm.0.scale").values();
      double[] plain = gradient(engine, in -> blocks.plain(in).get(0), at).get("norm.0.scale").values();
      assertTrue(plain[0] != 0);
      assertArrayEquals(plain, fused, 1e-4 * Math.abs(plain[0]));
    }
  }

  /** The mean takes a bias away again, but not one that is no number. */
  @Test
  void whatIsNoNumberIsNotRepaired() {
    Blocks blocks = blocks(6, 6, 2, new int[] {3}, 3, 1e-3);
    try (var engine = new Nd4jEngine(Precision.FLOAT, 1)) {
      Tensors at = inputs(engine, blocks, 2);
      for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
        for (String name : new String[] {"images", "conv.0.filter", "conv.0.bias", "norm.0.scale", "norm.0.shift"}) {
          double[] values = at.get(name).values();
          values[0] = wrong;
          Tensors spoilt = at.with(name, engine.tensor(values, at.get(name).shape()));
          double[] plain = blocks.plain(spoilt.tensors()).get(0).values();
          double[] fused = engine.apply(blocks, spoilt.tensors()).get(0).values();
          for (int i = 0; i < plain.length; i++) {
            assertEquals(Double.isFinite(plain[i]), Double.isFinite(fused[i]), name + " " + wrong + " at " + i);
          }
        }
      }
    }
  }

  @Test
  void refusesImagesOfAnotherSize() {
    var e = assertThrows(IllegalArgumentException.class,
        () -> blocks(6, 6, 2, new int[] {3}, 3, 1e-3).outputs(List.of(new int[] {4, 6, 5, 2})));
    assertEquals("cnn: 1 tensors, the first of shape [4, 6, 5, 2], are not images [n, 6, 6, 2] and the tensors of 1 blocks",
        e.getMessage());
  }
}
