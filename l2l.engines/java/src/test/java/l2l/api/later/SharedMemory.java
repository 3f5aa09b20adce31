package l2l.api.later;

import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Setting;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * Coordinates that share state: a matrix M [b, n, n] per problem, read as M g and written by outer products, and a cell "mean" [b, 1]
 * that averages over all coordinates. Andrychowicz et al. 2016, appendix (global averaging cells, external memory).
 */
public record SharedMemory(double rate, double write) implements Optimizer {

  @Override
  public Tensors theta(Setting setting) {
    return Tensors.of("rate", setting.engine().scalar(rate)).with("write", setting.engine().scalar(write));
  }

  /** All tensors as [b, n, 1]. */
  private static Tensor columns(Tensors x, int b) {
    Engine engine = x.tensors().get(0).engine();
    return engine.concat(1, x.tensors().stream().map(t -> t.reshape(b, t.size() / b, 1)).toList());
  }

  private static Tensors back(Tensor columns, Tensors like, int b) {
    Tensors out = like;
    int at = 0;
    for (String name : like.names()) {
      int n = like.get(name).size() / b;
      out = out.with(name, columns.slice(1, at, at + n).reshape(like.get(name).shape()));
      at += n;
    }
    return out;
  }

  private static Tensor each(Tensor hyper, Tensor like) {
    return hyper.rank() == 0 ? like.scaled(hyper) : like.scaled(hyper.reshape(hyper.size()));
  }

  // >>> state shared between coordinates: averaging cells, an external memory matrix
  @Override
  public Tensors state(Tensors theta, Setting s) {
    int b = s.engine().zeros(s.lossShape()).size();
    int n = s.x().size() / b;
    double[] one = new double[n * n];
    for (int i = 0; i < n; i++) {
      one[i * n + i] = 1;
    }
    return Tensors.of("memory", s.engine().tensor(one, 1, n, n).spread(b, n, n)).with("mean", s.engine().zeros(b, 1));
  }

  @Override
  public Step step(Tensors theta, Tensors state, Observation seen) {
    int b = seen.loss().size();
    Tensor g = columns(seen.gradient(), b);
    Tensor read = state.get("memory").matmul(g);
    Tensor mean = state.get("mean").times(0.9).plus(g.square().mean(1).times(0.1));
    Tensor change = each(theta.get("rate"), read.scaled(mean.reshape(b).plus(1).power(-0.5))).negate();
    Tensor memory = state.get("memory").plus(each(theta.get("write"), read.matmul(false, read, true)));
    return new Step(back(change, seen.x(), b), Tensors.of("memory", memory).with("mean", mean));
  }
  // <<<
}
