package l2l.runner.loop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import l2l.api.Batch;
import l2l.api.Episode;
import l2l.api.Optimizee;
import l2l.api.Order;
import l2l.api.Split;
import l2l.api.Trajectory;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * A stretch of training being unrolled: points added one by one, gradients and losses computed once, when asked for.
 *
 * <p>Walked in segments, it has the points between them, and of the others what segments tell of them.
 */
final class Stretch implements Trajectory {
  private final Engine engine;
  private final Optimizee f;
  private final Episode from;
  private final Order order;
  private final long horizon;
  private final Split split;
  private final int steps;
  private final Tensors[] points;
  private final Tensors[] still;
  private final Engine.Gradient[] gradients;
  private final Tensor[] losses;
  private final Tensor[] validations;
  private final Tensor[] told;
  private final boolean[] seen;
  private final boolean[] lost;
  private Segments segments;
  private int known;
  private int[] shape;

  /** A gradient taken at a point of an episode, second derivatives dropped. */
  record Taken(Seed optimizee, long t, Tensors x, Engine.Gradient gradient) {}

  /** @param taken the last gradient taken; used again if it is of this stretch's first point */
  Stretch(Engine engine, Optimizee f, Episode from, Order order, long horizon, Split split, int steps, Optional<Taken> taken) {
    this.engine = engine;
    this.f = f;
    this.from = from;
    this.order = order;
    this.horizon = horizon;
    this.split = split;
    this.steps = steps;
    this.points = new Tensors[steps + 1];
    this.still = new Tensors[steps + 1];
    this.gradients = new Engine.Gradient[steps + 1];
    this.losses = new Tensor[steps + 1];
    this.validations = new Tensor[steps + 1];
    this.told = new Tensor[steps + 1];
    this.seen = new boolean[steps + 1];
    this.lost = new boolean[steps + 1];
    points[0] = from.x();
    if (order == Order.FIRST) {
      taken.filter(g -> g.t == from.t() && g.x == from.x() && g.optimizee.equals(from.optimizee()))
          .ifPresent(g -> gradients[0] = g.gradient);
    }
  }

  /** A part of this stretch, from point a on, which is x. */
  Stretch part(int a, int length, Tensors x) {
    Episode begin = a == 0 ? from : new Episode(from.optimizee(), from.metaStep(), from.t() + a, x, Tensors.none(), Tensors.none());
    Stretch part = new Stretch(engine, f, begin, order, horizon, split, length, a > 0 || gradients[0] == null ? Optional.empty()
        : Optional.of(new Taken(from.optimizee(), from.t(), from.x(), gradients[0])));
    part.shape = shape;
    return part;
  }

  Engine engine() {
    return engine;
  }

  /** The next point; in order. */
  void add(int i, Tensors x) {
    points[i] = x;
    known = i;
  }

  /** The last point there is. */
  int known() {
    return known;
  }

  /** A point there is. */
  Tensors known(int i) {
    return points[i];
  }

  /**
   * The step from a point is done. The gradient there is no longer needed, but for the first, which others may have taken; nor, as far as one
   * knows, the point and the loss, unless it stays. Should somebody look at them, the segments know them.
   *
   * @param over what else is no longer needed
   * @param behind what goes on to be used; that which waits for most of the others first
   */
  void past(int i, boolean stays, List<Tensors> over, Tensors... behind) {
    List<Tensors> gone = new ArrayList<>(over);
    List<Tensors> stay = new ArrayList<>(List.of(behind));
    if (order == Order.FIRST && i > 0 && still[i] == points[i]) {
      losses[i] = gradients[i].value();
      stay.add(Tensors.of("loss", losses[i]));
      gone.add(gradients[i].gradient());
      gradients[i] = null;
      boolean point = !stays && segments != null;
      (point ? gone : stay).add(points[i]);
      still[i] = point ? null : still[i];
      points[i] = point ? null : points[i];
    } else {
      stay.add(points[i]);
      stay.add(gradients[i].gradient());
    }
    engine.release(gone, stay.toArray(Tensors[]::new));
    if (order == Order.SECOND && !stays) {
      giveBack(i, behind);
    }
    keep(points[i]);
    keep(gradients[i] == null ? null : gradients[i].gradient());
  }

  /** What is still here stays as it is. */
  private void keep(Tensors still) {
    if (still != null) {
      engine.keep(still);
    }
  }

  /** Of a point on a tape the loss first, which may wait for it. */
  private void giveBack(int i, Tensors... behind) {
    Tensors loss = Tensors.of("loss", gradients[i].value());
    Tensors[] stay = and(behind, gradients[i].gradient());
    lost[i] = segments != null && !segments.looksAtLoss(i) && engine.giveUp(loss, stay);
    points[i] = engine.giveUp(points[i], lost[i] ? stay : and(stay, loss)) ? null : points[i];
  }

  private static Tensors[] and(Tensors[] all, Tensors last) {
    Tensors[] more = Arrays.copyOf(all, all.length + 1);
    more[all.length] = last;
    return more;
  }

  /** This stretch is walked in segments. */
  void in(Segments segments) {
    this.segments = segments;
  }

  /** What a segment kept of point i: the loss, and where it was looked at, the point (else none) and the validation loss (else null). */
  void told(int i, Tensor loss, Tensors point, Tensor validation) {
    told[i] = loss;
    shape = loss.shape();
    if (!point.isEmpty()) {
      points[i] = point;
    }
    validations[i] = validation;
  }

  /** Whether points were looked at that were not kept; then all is there again, these included, and other variables than before. */
  boolean again() {
    return segments != null && segments.again();
  }

  /** All but what is the same in every walk. */
  void forget() {
    Arrays.fill(points, 1, steps + 1, null);
    for (Object[] variables : new Object[][] {losses, validations, told, order == Order.SECOND ? gradients : told}) {
      Arrays.fill(variables, null);
    }
    Arrays.fill(seen, false);
    Arrays.fill(lost, false);
    known = 0;
  }

  /** What the optimizer sees at a point. */
  Sight sight(int i) {
    return new Sight(engine, f, batch(i), from.optimizee(), gradient(i), points[i], order);
  }

  Batch batch(int i) {
    long t = from.t() + i;
    return new Problem.Minibatch(from.optimizee().child("batch").child(t), t, horizon, split, false);
  }

  /** A point as plain numbers, detached once. */
  Tensors still(int i) {
    if (still[i] == null) {
      still[i] = constant(i) ? points[i] : points[i].detach();
    }
    return still[i];
  }

  /** f and its gradient at a point: variable in theta at order SECOND, plain numbers at order FIRST. */
  Engine.Gradient gradient(int i) {
    if (gradients[i] == null) {
      Tensors x = order == Order.SECOND ? points[i] : still(i);
      gradients[i] = engine.gradient(y -> lossOf(y, batch(i)), x);
    }
    return gradients[i];
  }

  /** The gradient at the last point, if somebody asked for that point's loss. */
  Optional<Taken> last() {
    return order == Order.FIRST && gradients[steps] != null
        ? Optional.of(new Taken(from.optimizee(), from.t() + steps, still(steps), gradients[steps])) : Optional.empty();
  }

  /** f(x), [] or [b], of one shape all along. */
  private Tensor lossOf(Tensors x, Batch batch) {
    Tensor loss = PartFault.there("optimizee", f.loss(x, batch), "loss returned null; return [] or, one number a problem, [b]");
    int[] s = loss.shape();
    if (s.length > 1 || shape != null && !Arrays.equals(s, shape)) {
      throw new PartFault("optimizee", "loss returned " + Shape.text(s) + " at step " + batch.t()
          + (shape == null ? "" : " and " + Shape.text(shape) + " before") + "; return [] or, one number a problem, [b], always the same");
    }
    shape = s;
    return loss;
  }

  private boolean constant(int i) {
    return points[i].tensors().stream().allMatch(x -> x.detach() == x);
  }

  @Override
  public Tensor loss(int i) {
    if (losses[i] == null && lost[i]) {
      return segments.loss(i);
    }
    if (losses[i] == null) {
      if (told[i] != null && (order == Order.SECOND || !seen[i] || points[i] == null)) {
        losses[i] = told[i];
      } else if (order == Order.SECOND) {
        losses[i] = gradients[i] != null ? gradients[i].value() : lossOf(points[i], batch(i));
      } else {
        Engine.Gradient g = gradient(i);
        losses[i] = constant(i) ? g.value() : Linearized.of(g.value(), g.gradient(), points[i]);
      }
    }
    return losses[i];
  }

  @Override
  public Tensor validation(int i) {
    if (validations[i] == null && points[i] == null) {
      return segments.validation(i);
    }
    if (validations[i] == null) {
      seen[i] = true;
      long t = from.t() + i;
      Batch batch = new Problem.Minibatch(from.optimizee().child("validation").child(t), t, horizon, Split.VALIDATION, false);
      if (order == Order.SECOND || constant(i)) {
        validations[i] = lossOf(points[i], batch);
      } else {
        Engine.Gradient g = engine.gradient(y -> lossOf(y, batch), still(i));
        validations[i] = Linearized.of(g.value(), g.gradient(), points[i]);
      }
    }
    return validations[i];
  }

  @Override
  public long from() {
    return from.t();
  }

  @Override
  public int steps() {
    return steps;
  }

  @Override
  public Tensors point(int i) {
    seen[i] = true;
    return points[i] == null ? segments.point(i) : points[i];
  }

  @Override
  public boolean ends() {
    return from.t() + steps >= horizon;
  }
}
