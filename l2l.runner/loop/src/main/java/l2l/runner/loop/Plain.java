package l2l.runner.loop;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;

/** Small things of a contest as named arrays and back, bit for bit; nothing is {@link Values#none}. */
final class Plain {

  private Plain() {}

  static Values of(Contestant.Trained t) {
    return Values.none().with("step", halves(t.step()), 2).and("best/", t.best().map(Plain::of).orElse(Values.none()));
  }

  static Optional<Contestant.Trained> trained(Engine engine, Values v) {
    return v.names().isEmpty() ? Optional.empty()
        : Optional.of(new Contestant.Trained(whole(v, "step"), best(engine, v.under("best/"))));
  }

  static Values of(MetaTraining.Best b) {
    return Values.none().and("theta/", Values.of(b.theta())).with("step", new double[] {b.step()}).with("mean", new double[] {b.mean()});
  }

  static Optional<MetaTraining.Best> best(Engine engine, Values v) {
    return v.names().isEmpty() ? Optional.empty()
        : Optional.of(new MetaTraining.Best((long) number(v, "step"), number(v, "mean"), v.under("theta/").on(engine)));
  }

  static Values of(Tuning.Chosen c) {
    return Values.none().with("hyperparameter", bytes(c.hyperparameter()), bytes(c.hyperparameter()).length)
        .with("grid", c.grid(), c.grid().length).with("means", c.means(), c.means().length).with("best", new double[] {c.best()});
  }

  static Optional<Tuning.Chosen> chosen(Values v) {
    return v.names().isEmpty() ? Optional.empty()
        : Optional.of(new Tuning.Chosen(text(v, "hyperparameter"), v.doubles("grid"), v.doubles("means"), (int) number(v, "best")));
  }

  static Values of(Curves c) {
    if (c.tasks() == 0) {
      return Values.none();
    }
    int points = c.losses()[0].length;
    double[] losses = new double[c.tasks() * points];
    for (int i = 0; i < c.tasks(); i++) {
      System.arraycopy(c.losses()[i], 0, losses, i * points, points);
    }
    Values v = Values.none().with("losses", losses, c.tasks(), points).with("verdicts", c.verdicts(), c.tasks());
    return c.accuracies().length == 0 ? v : v.with("accuracies", c.accuracies(), c.accuracies().length);
  }

  static Curves curves(Values v) {
    if (v.names().isEmpty()) {
      return Curves.NONE;
    }
    double[] all = v.doubles("losses");
    double[][] losses = new double[v.shape("losses")[0]][];
    for (int i = 0; i < losses.length; i++) {
      int points = v.shape("losses")[1];
      losses[i] = Arrays.copyOfRange(all, i * points, (i + 1) * points);
    }
    return new Curves(losses, v.doubles("verdicts"), v.names().contains("accuracies") ? v.doubles("accuracies") : new double[0]);
  }

  /** UTF-8, a number a byte. */
  static float[] bytes(String s) {
    byte[] bytes = s.getBytes(StandardCharsets.UTF_8);
    float[] numbers = new float[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      numbers[i] = bytes[i];
    }
    return numbers;
  }

  static String text(Values v, String name) {
    float[] numbers = v.floats(name);
    byte[] bytes = new byte[numbers.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) numbers[i];
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** 64 bits as two whole numbers that doubles hold exactly. */
  static double[] halves(long n) {
    return new double[] {n >>> 32, n & 0xFFFFFFFFL};
  }

  static long whole(Values v, String name) {
    double[] halves = v.doubles(name);
    return ((long) halves[0] << 32) | (long) halves[1];
  }

  static double number(Values v, String name) {
    return v.doubles(name)[0];
  }
}
