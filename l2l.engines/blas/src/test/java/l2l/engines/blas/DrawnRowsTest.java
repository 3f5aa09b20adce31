package l2l.engines.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Rows of examples are the same numbers wherever they are asked for first: where matrices are multiplied, or on the heap. */
class DrawnRowsTest {
  private static final float[] VALUES = {1, 2, 3, 4, 5, 6, 7, 8};
  private static final double[] ROWS = {7, 8, 1, 2, 7, 8, 3, 4};

  /** Writes down the numbers of its input's panel, then of its array. */
  private record Look(List<double[]> seen) implements Primitive {
    @Override
    public boolean speaks(Precision precision) {
      return true;
    }

    @Override
    public List<int[]> outputs(List<int[]> in) {
      return List.of();
    }

    @Override
    public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
      int n = in[0].size();
      double[] panel = new double[n];
      double[] array = new double[n];
      if (kernel.precision() == Precision.DOUBLE) {
        kernel.panel(in[0]).get(0, panel, 0, n);
        System.arraycopy(in[0].doubles(), 0, array, 0, n);
      } else {
        float[] floats = new float[n];
        kernel.panel(in[0]).get(0, floats, 0, n);
        for (int i = 0; i < n; i++) {
          panel[i] = floats[i];
          array[i] = in[0].floats()[i];
        }
      }
      seen.add(panel);
      seen.add(array);
    }

    @Override
    public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {}

    @Override
    public List<Tensor> plain(List<Tensor> in) {
      return List.of();
    }
  }

  @Test
  void areTheSameInPanelsAndInArrays() {
    for (Engine engine : List.of(new Nd4jEngine(Precision.FLOAT, 1), new Nd4jEngine(Precision.DOUBLE, 1))) {
      Tensor rows = engine.rows(VALUES, 2, 3, 0, 3, 1);
      List<double[]> seen = new ArrayList<>();
      engine.apply(new Look(seen), List.of(rows));
      engine.apply(new Look(seen), List.of(rows));
      assertEquals(4, seen.size());
      seen.forEach(numbers -> assertArrayEquals(ROWS, numbers));
      assertArrayEquals(ROWS, rows.values());
    }
  }
}
