package l2l.bench.jmh;

import l2l.api.Observation;
import l2l.api.Setting;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** An optimizer's place and what it sees there, without an optimizee: x and a gradient. */
record Place(Engine engine, Tensors x, Tensors gradient) implements Setting, Observation {

  @Override
  public Seed seed() {
    return new Seed(1);
  }

  @Override
  public long t() {
    return 0;
  }

  @Override
  public long horizon() {
    return 100;
  }

  @Override
  public int[] lossShape() {
    return new int[0];
  }

  @Override
  public Tensor loss() {
    return engine.scalar(0);
  }

  @Override
  public Tensor lossAt(Tensors other) {
    throw new IllegalStateException("there is no optimizee here; measure an optimizer that asks for none");
  }

  @Override
  public Tensors gradientAt(Tensors other) {
    throw new IllegalStateException("there is no optimizee here; measure an optimizer that asks for none");
  }

  @Override
  public Tensors rows() {
    throw new IllegalStateException("there is no optimizee here; measure an optimizer that asks for none");
  }
}
