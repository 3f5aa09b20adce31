package l2l.api.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import l2l.api.state.Values;
import l2l.api.tensor.Shape;

/** Repeating, summing and what else goes along axes. */
final class SumCases {

  private SumCases() {}

  static List<Case> all() {
    List<Case> all = new ArrayList<>(List.of(
        new Case("scaled(Tensor)", "by a number", Case.two(Case.shape(2, 3)), x -> x.get("a").scaled(x.get("b")), SumCases::scaled),
        new Case("scaled(Tensor)", "by rows", Case.two(Case.shape(2, 3), 2), x -> x.get("a").scaled(x.get("b")), SumCases::scaled),
        new Case("scaled(Tensor)", "by two axes", Case.two(Case.shape(2, 2, 3), 2, 2), x -> x.get("a").scaled(x.get("b")),
            SumCases::scaled),
        new Case("scaled(Tensor)", "by all", Case.two(Case.shape(2, 3), 2, 3), x -> x.get("a").scaled(x.get("b")), SumCases::scaled),
        new Case("scaled(Tensor)", "number by number", Case.two(Case.shape()), x -> x.get("a").scaled(x.get("b")), SumCases::scaled),
        new Case("sum()", "", Case.of(2, 3), x -> x.get("a").sum(), v -> new double[] {Arrays.stream(v.doubles("a")).sum()}),
        new Case("sum()", "", Case.of(), x -> x.get("a").sum(), v -> v.doubles("a")),
        new Case("mean()", "", Case.of(2, 3), x -> x.get("a").mean(), v -> new double[] {Arrays.stream(v.doubles("a")).sum() / 6}),
        new Case("sumPerProblem()", "of []", Case.of(), x -> x.get("a").sumPerProblem(), v -> v.doubles("a")),
        new Case("sumPerProblem()", "of [b]", Case.of(3), x -> x.get("a").sumPerProblem(), v -> v.doubles("a")),
        new Case("sumPerProblem()", "", Case.of(3, 2, 2), x -> x.get("a").sumPerProblem(), v -> fold(v, 0, 1, SumCases::sum)),
        new Case("logSumExp()", "", Case.of(4), x -> x.get("a").logSumExp(), v -> fold(v, 0, 0, SumCases::logSumExp)),
        new Case("logSumExp()", "", Case.of(2, 3), x -> x.get("a").logSumExp(), v -> fold(v, 1, 1, SumCases::logSumExp)),
        new Case("logSumExp()", "", Case.of(2, 2, 3), x -> x.get("a").logSumExp(), v -> fold(v, 2, 2, SumCases::logSumExp))));
    int[][] spreads = {{1, 3, 2, 3}, {2, 1, 2, 3}, {1, 1, 2, 3}};
    for (int[] s : spreads) {
      all.add(spread(Case.shape(s[0], s[1]), Case.shape(s[2], s[3])));
      all.add(sumTo(Case.shape(s[2], s[3]), Case.shape(s[0], s[1])));
    }
    for (int[] small : new int[][] {{1, 2, 1}, {2, 1, 2}, {1, 1, 2}, {2, 1, 1}, {}}) {
      all.add(spread(small, Case.shape(2, 2, 2)));
      all.add(sumTo(Case.shape(2, 2, 2), small));
    }
    for (int axis = 0; axis < 3; axis++) {
      int along = axis;
      all.add(new Case("sum(int)", "axis " + axis, Case.of(2, 3, 2), x -> x.get("a").sum(along),
          v -> fold(v, along, along, SumCases::sum)));
      all.add(new Case("mean(int)", "axis " + axis, Case.of(2, 3, 2), x -> x.get("a").mean(along),
          v -> fold(v, along, along, row -> sum(row) / row.length)));
      all.add(new Case("max(int)", "axis " + axis, Case.of(2, 3, 2), x -> x.get("a").max(along),
          v -> fold(v, along, along, row -> Arrays.stream(row).max().getAsDouble())));
    }
    all.add(new Case("max(int)", "", Case.of(4), x -> x.get("a").max(0),
        v -> fold(v, 0, 0, row -> Arrays.stream(row).max().getAsDouble())));
    all.add(new Case("spreadLike(Tensor)", "", Case.two(Case.shape(2), 2, 3, 2), x -> x.get("a").spreadLike(x.get("b")),
        v -> scaled(Values.none().with("a", ones(12), 2, 3, 2).with("b", v.doubles("a"), 2))));
    all.add(new Case("spreadLike(Tensor)", "a number", Case.two(Case.shape(), 2, 2), x -> x.get("a").spreadLike(x.get("b")),
        v -> scaled(Values.none().with("a", ones(4), 2, 2).with("b", v.doubles("a")))));
    return all;
  }

  private static double[] ones(int n) {
    double[] v = new double[n];
    Arrays.fill(v, 1);
    return v;
  }

  private static double sum(double[] row) {
    return Arrays.stream(row).sum();
  }

  private static double logSumExp(double[] row) {
    return Math.log(Arrays.stream(row).map(Math::exp).sum());
  }

  private static double[] scaled(Values v) {
    double[] y = v.doubles("a");
    double[] by = v.doubles("b");
    int inner = y.length / by.length;
    for (int i = 0; i < y.length; i++) {
      y[i] *= by[i / inner];
    }
    return y;
  }

  /** Input "a" as [outer, rest], axes from … to of it folded together; from axis 0 to 1: all but the first axis. */
  private static double[] fold(Values v, int from, int to, ToDoubleFunction<double[]> f) {
    int[] s = v.shape("a");
    double[] a = v.doubles("a");
    boolean allButFirst = from < to;
    int outer = allButFirst ? s[0] : Shape.size(Arrays.copyOf(s, from));
    int length = allButFirst ? a.length / s[0] : s[from];
    int inner = allButFirst ? 1 : a.length / outer / length;
    double[] y = new double[outer * inner];
    for (int i = 0; i < y.length; i++) {
      double[] row = new double[length];
      for (int k = 0; k < length; k++) {
        row[k] = a[(i / inner * length + k) * inner + i % inner];
      }
      y[i] = f.applyAsDouble(row);
    }
    return y;
  }

  private static Case spread(int[] small, int[] whole) {
    return new Case("spread(int[])", "to " + Shape.text(whole), Case.of(small), x -> x.get("a").spread(whole), v -> {
      double[] y = new double[Shape.size(whole)];
      for (int i = 0; i < y.length; i++) {
        y[i] = v.doubles("a")[within(small, whole, i)];
      }
      return y;
    });
  }

  private static Case sumTo(int[] whole, int[] small) {
    return new Case("sumTo(int[])", "to " + Shape.text(small), Case.of(whole), x -> x.get("a").sumTo(small), v -> {
      double[] y = new double[Shape.size(small)];
      for (int i = 0; i < Shape.size(whole); i++) {
        y[within(small, whole, i)] += v.doubles("a")[i];
      }
      return y;
    });
  }

  /** Where in the small array number i of the whole one stands. */
  private static int within(int[] small, int[] whole, int i) {
    int at = 0;
    int stride = 1;
    for (int axis = small.length - 1; axis >= 0; axis--) {
      at += small[axis] == 1 ? 0 : i % whole[axis] * stride;
      stride *= small[axis];
      i /= whole[axis];
    }
    return at;
  }
}
