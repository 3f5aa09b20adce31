package l2l.runner.loop;

import l2l.api.Observation;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** What the outer optimizer sees: the meta-objective as a function of theta, of which one gradient is known. */
record OuterSight(Setup setup, long t, long horizon, double objective, Tensors gradient, Tensors x) implements Observation {

  @Override
  public Engine engine() {
    return setup.engine();
  }

  @Override
  public Seed seed() {
    return setup.seed().child("outer").child(t);
  }

  @Override
  public Tensor loss() {
    return setup.engine().scalar(objective);
  }

  @Override
  public Tensor lossAt(Tensors other) {
    throw notThere();
  }

  @Override
  public Tensors gradientAt(Tensors other) {
    throw notThere();
  }

  @Override
  public Tensors rows() {
    throw notThere();
  }

  private static IllegalStateException notThere() {
    return new IllegalStateException(
        "an outer optimizer sees one estimate of the meta-gradient a step and no other; choose one without line search");
  }
}
