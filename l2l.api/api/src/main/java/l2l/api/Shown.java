package l2l.api;

import java.util.Set;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** {@link Observation#with}. */
record Shown(Observation whole, Seed seed, Tensors x, Tensors gradient) implements Observation {

  @Override
  public Engine engine() {
    return whole.engine();
  }

  @Override
  public long t() {
    return whole.t();
  }

  @Override
  public long horizon() {
    return whole.horizon();
  }

  @Override
  public Tensor loss() {
    return whole.loss();
  }

  @Override
  public Tensor lossAt(Tensors other) {
    return whole.lossAt(whole("lossAt", other));
  }

  @Override
  public Tensors gradientAt(Tensors other) {
    return whole.gradientAt(whole("gradientAt", other)).filter(other.names()::contains);
  }

  @Override
  public Tensors rows() {
    whole("rows", x);
    return whole.rows().filter(x.names()::contains);
  }

  /** All of f's tensors, those not shown at x_t. */
  private Tensors whole(String operation, Tensors other) {
    Set<String> names = whole.x().names();
    for (String name : other.names()) {
      if (!names.contains(name)) {
        throw new IllegalStateException(operation + ": '" + name + "' is none of f's tensors " + names + "; f is not known elsewhere");
      }
    }
    return whole.x().and(other);
  }
}
