package l2l.api.contract;

import java.util.List;
import l2l.api.Batch;
import l2l.api.Draw;
import l2l.api.Observation;
import l2l.api.Optimizee;
import l2l.api.Setting;
import l2l.api.Split;
import l2l.api.Trajectory;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** What a runner hands to parts, made by hand for tests: settings, draws, batches, observations, trajectories. */
public final class Given {

  private Given() {}

  /** Of one problem. */
  public static Setting setting(Engine engine, Seed seed, Tensors x, long horizon) {
    return setting(engine, seed, x, horizon, new int[0]);
  }

  /** @param lossShape [], or [b] */
  public static Setting setting(Engine engine, Seed seed, Tensors x, long horizon, int[] lossShape) {
    return new GivenSetting(engine, seed, x, horizon, lossShape.clone());
  }

  public static Draw draw(Engine engine, Seed seed, Split split) {
    return new GivenDraw(engine, seed, 0, split);
  }

  public static Batch batch(Seed seed, long t, long horizon, Split split, boolean whole) {
    return new GivenBatch(seed, t, horizon, split, whole);
  }

  /** What an optimizer sees at x: f, its gradient, and f elsewhere on the same batch. Its gradient is differentiable with x. */
  public static Observation observation(Engine engine, Optimizee f, Tensors x, Batch batch) {
    Engine.Gradient g = engine.gradient(y -> f.loss(y, batch), x);
    return new GivenObservation(engine, f, x, batch, g.value(), g.gradient());
  }

  /** A stretch of training of which only the losses are known, at points 0 … n - 1. */
  public static Trajectory trajectory(long from, List<Tensor> losses, List<Tensor> validation, boolean ends) {
    return new GivenTrajectory(from, losses, validation, List.of(), ends);
  }

  static Trajectory trajectory(long from, List<Tensor> losses, List<Tensor> validation, List<Tensors> points, boolean ends) {
    return new GivenTrajectory(from, losses, validation, points, ends);
  }

  /** Standard normal numbers in the names and shapes of x. */
  static Tensors direction(Engine engine, Tensors x, Seed seed) {
    Tensors d = x;
    for (String name : x.names()) {
      d = d.with(name, engine.normal(seed.child(name), 1, x.get(name).shape()));
    }
    return d;
  }

  private record GivenSetting(Engine engine, Seed seed, Tensors x, long horizon, int[] lossShape) implements Setting {}

  private record GivenDraw(Engine engine, Seed seed, long metaStep, Split split) implements Draw {}

  private record GivenBatch(Seed seed, long t, long horizon, Split split, boolean whole) implements Batch {}

  private record GivenObservation(Engine engine, Optimizee f, Tensors x, Batch batch, Tensor loss, Tensors gradient)
      implements Observation {

    @Override
    public Seed seed() {
      return batch.seed().child("optimizer").child(batch.t());
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
    public Tensor lossAt(Tensors other) {
      return f.loss(other, batch);
    }

    @Override
    public Tensors gradientAt(Tensors other) {
      return engine.gradient(y -> f.loss(y, batch), other).gradient();
    }

    @Override
    public Tensors rows() {
      throw new IllegalStateException("rows: this optimizee has no gradients per example");
    }
  }

  private record GivenTrajectory(long from, List<Tensor> losses, List<Tensor> validations, List<Tensors> points, boolean ends)
      implements Trajectory {

    @Override
    public int steps() {
      return losses.size() - 1;
    }

    @Override
    public Tensor loss(int i) {
      return at("loss", losses, i);
    }

    @Override
    public Tensor validation(int i) {
      return at("validation", validations, i);
    }

    @Override
    public Tensors point(int i) {
      return at("point", points, i);
    }

    private <T> T at(String what, List<T> list, int i) {
      if (i < 0 || i >= list.size()) {
        throw new IllegalArgumentException(what + ": there is no point " + i + " of this stretch; they are 0 … " + (list.size() - 1));
      }
      return list.get(i);
    }
  }
}
