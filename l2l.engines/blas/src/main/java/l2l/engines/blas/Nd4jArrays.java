package l2l.engines.blas;

import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Tensor;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's arrays to tensors and back; the numbers are copied. For the edge of a program: nothing here is differentiated. */
public final class Nd4jArrays {

  private Nd4jArrays() {}

  /**
   * A tensor of the same shape and numbers, whatever the array's order, strides and type; rounded to the engine's precision.
   *
   * @throws IllegalArgumentException for an array of text, or an axis longer than 2^31 - 1
   */
  public static Tensor tensor(Engine engine, INDArray array) {
    if (!array.dataType().isNumerical()) {
      throw new IllegalArgumentException("tensor: an array of " + array.dataType() + " holds no numbers; give one of a numerical type");
    }
    long[] lengths = array.shape();
    int[] shape = new int[lengths.length];
    for (int i = 0; i < shape.length; i++) {
      if (lengths[i] > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("tensor: axis " + i + " of length " + lengths[i] + " is longer than 2^31 - 1; split the array");
      }
      shape[i] = (int) lengths[i];
    }
    if (array.isEmpty()) {
      return engine.zeros(shape);
    }
    INDArray rows = array.dup('c');
    return rows.dataType() == DataType.FLOAT ? engine.tensor(rows.data().asFloat(), shape) : engine.tensor(rows.data().asDouble(), shape);
  }

  /** An array of the same shape and numbers: FLOAT or DOUBLE as the tensor's engine computes; in row-major order. */
  public static INDArray array(Tensor tensor) {
    DataType type = tensor.engine().precision() == Precision.FLOAT ? DataType.FLOAT : DataType.DOUBLE;
    long[] shape = new long[tensor.rank()];
    int[] lengths = tensor.shape();
    for (int i = 0; i < shape.length; i++) {
      shape[i] = lengths[i];
    }
    if (tensor.size() == 0) {
      return Nd4j.create(type, shape);
    }
    INDArray array = Nd4j.createUninitialized(type, shape, 'c');
    array.data().setData(tensor.values());
    return array;
  }
}
