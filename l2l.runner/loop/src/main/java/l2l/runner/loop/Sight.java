package l2l.runner.loop;

import l2l.api.Batch;
import l2l.api.Observation;
import l2l.api.Optimizee;
import l2l.api.Order;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** What an optimizer sees at one step of an episode: f at x on one minibatch, its gradient already taken. */
record Sight(Engine engine, Optimizee f, Batch batch, Seed episode, Engine.Gradient taken, Tensors x, Order order) implements Observation {

  @Override
  public Seed seed() {
    return episode.child("step").child(batch.t());
  }

  @Override
  public long t() {
    return batch.t();
  }

  @Override
  public long horizon() {
    return batch.horizon();
  }

  @Override
  public Tensor loss() {
    return taken.value();
  }

  @Override
  public Tensors gradient() {
    return taken.gradient();
  }

  @Override
  public Tensor lossAt(Tensors other) {
    return f.loss(other, batch);
  }

  @Override
  public Tensors gradientAt(Tensors other) {
    return engine.gradient(y -> f.loss(y, batch), order == Order.SECOND ? other : other.detach()).gradient();
  }

  @Override
  public Tensors rows() {
    throw new IllegalStateException("rows: this optimizee has no gradients per example; choose an optimizer that does not ask for them");
  }
}
