package l2l.engines.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class Nd4jArraysTest {

  @ParameterizedTest
  @EnumSource(Precision.class)
  void comesBackAsItWent(Precision precision) {
    try (Nd4jEngine engine = new Nd4jEngine(precision, 1)) {
      for (int[] shape : new int[][] {{}, {1}, {5}, {3, 4}, {2, 3, 4}, {0}, {2, 0, 3}}) {
        Tensor t = engine.normal(new Seed(Shape.size(shape)), 1, shape);
        INDArray array = Nd4jArrays.array(t);
        assertEquals(precision == Precision.FLOAT ? DataType.FLOAT : DataType.DOUBLE, array.dataType());
        Tensor back = Nd4jArrays.tensor(engine, array);
        assertArrayEquals(shape, back.shape());
        assertArrayEquals(t.values(), back.values());
      }
    }
  }

  @Test
  void putsEveryNumberWhereItsIndicesSay() {
    try (Nd4jEngine engine = new Nd4jEngine(Precision.DOUBLE, 1)) {
      INDArray array = Nd4jArrays.array(engine.tensor(new double[] {1, 2, 3, 4, 5, 6}, 2, 3));
      assertEquals(3, array.getDouble(0, 2));
      assertEquals(4, array.getDouble(1, 0));
    }
  }

  @Test
  void readsViewsInAnyOrderAndOfAnyType() {
    try (Nd4jEngine engine = new Nd4jEngine(Precision.DOUBLE, 1)) {
      INDArray all = Nd4j.create(new double[][] {{1, 2, 3}, {4, 5, 6}});
      assertArrayEquals(new double[] {1, 4, 2, 5, 3, 6}, Nd4jArrays.tensor(engine, all.transpose()).values());
      INDArray columns = all.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 3));
      assertArrayEquals(new double[] {2, 3, 5, 6}, Nd4jArrays.tensor(engine, columns).values());
      assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, Nd4jArrays.tensor(engine, all.dup('f')).values());
      assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, Nd4jArrays.tensor(engine, all.castTo(DataType.INT32)).values());
      assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, Nd4jArrays.tensor(engine, all.castTo(DataType.FLOAT)).values());
      assertArrayEquals(new double[] {3}, Nd4jArrays.tensor(engine, Nd4j.scalar(3.0)).values());
    }
  }

  @Test
  void copiesTheNumbers() {
    try (Nd4jEngine engine = new Nd4jEngine(Precision.FLOAT, 1)) {
      Tensor t = engine.tensor(new double[] {1, 2}, 2);
      INDArray array = Nd4jArrays.array(t);
      array.putScalar(0, 7);
      Tensor back = Nd4jArrays.tensor(engine, array);
      array.putScalar(1, 9);
      assertArrayEquals(new double[] {1, 2}, t.values());
      assertArrayEquals(new double[] {7, 2}, back.values());
    }
  }
}
