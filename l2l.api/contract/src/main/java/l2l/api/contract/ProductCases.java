package l2l.api.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import l2l.api.state.Values;

/** Matrix products, and the operation an engine is handed. */
final class ProductCases {

  private ProductCases() {}

  static List<Case> all() {
    List<Case> all = new ArrayList<>();
    all.add(matmul(false, false, Case.two(Case.shape(2, 3), 3, 2), "matmul(Tensor)"));
    all.add(matmul(false, false, Case.two(Case.shape(2, 2, 3), 2, 3, 1), "matmul(Tensor)"));
    for (boolean a : new boolean[] {false, true}) {
      for (boolean b : new boolean[] {false, true}) {
        int[] left = a ? Case.shape(3, 2) : Case.shape(2, 3);
        int[] right = b ? Case.shape(4, 3) : Case.shape(3, 4);
        all.add(matmul(a, b, Case.two(left, right), "matmul(boolean, Tensor, boolean)"));
        int[] lefts = Case.shape(2, left[0], left[1]);
        all.add(matmul(a, b, Case.two(lefts, 2, right[0], right[1]), "matmul(boolean, Tensor, boolean)"));
        all.add(new Case("matmul(boolean, Tensor, boolean)", a + ", " + b + " with itself", Case.of(2, 2),
            x -> x.get("a").matmul(a, x.get("a"), b), v -> product(v.with("b", v.doubles("a"), 2, 2), a, b)));
      }
    }
    all.add(matmul(false, false, Case.two(Case.shape(1, 1), 1, 1), "matmul(Tensor)"));
    Values at = Case.two(Case.shape(3), 3);
    for (int output : new int[] {0, 1}) {
      all.add(new Case("apply(Primitive, List)", "output " + output, at,
          x -> x.get("a").engine().apply(new Twin(true), List.of(x.get("a"), x.get("b"))).get(output), v -> twin(v)[output]));
      all.add(new Case("apply(Primitive, List)", "output " + output + " in a precision it does not speak", at,
          x -> x.get("a").engine().apply(new Twin(false), List.of(x.get("a"), x.get("b"))).get(output), v -> twin(v)[output]));
    }
    all.add(new Case("apply(Primitive, List)", "of a tensor with itself", Case.of(3),
        x -> x.get("a").engine().apply(new Twin(true), List.of(x.get("a"), x.get("a"))).get(0), v -> Case.each(v, a -> a * a * a)));
    all.add(new Case("apply(Primitive, List)", "both outputs", at, x -> {
      var y = x.get("a").engine().apply(new Twin(true), List.of(x.get("a"), x.get("b")));
      return y.get(0).scaled(y.get(1));
    }, v -> {
      double[][] y = twin(v);
      return Arrays.stream(y[0]).map(p -> p * y[1][0]).toArray();
    }));
    return all;
  }

  private static double[][] twin(Values v) {
    double[] p = Case.each(v, (a, b) -> a * b * b);
    return new double[][] {p, {Arrays.stream(p).map(Math::tanh).sum()}};
  }

  private static Case matmul(boolean transposeA, boolean transposeB, Values at, String operation) {
    return new Case(operation, transposeA + ", " + transposeB, at, operation.equals("matmul(Tensor)")
        ? x -> x.get("a").matmul(x.get("b")) : x -> x.get("a").matmul(transposeA, x.get("b"), transposeB),
            v -> product(v, transposeA, transposeB));
  }

  private static double[] product(Values v, boolean transposeA, boolean transposeB) {
    int[] s = v.shape("a");
    int[] t = v.shape("b");
    int r = s.length;
    int pairs = r == 3 ? s[0] : 1;
    int m = s[r - (transposeA ? 1 : 2)];
    int k = s[r - (transposeA ? 2 : 1)];
    int n = t[r - (transposeB ? 2 : 1)];
    double[] a = v.doubles("a");
    double[] b = v.doubles("b");
    double[] y = new double[pairs * m * n];
    for (int i = 0; i < y.length; i++) {
      int p = i / (m * n);
      int row = i / n % m;
      int column = i % n;
      for (int l = 0; l < k; l++) {
        y[i] += a[p * m * k + (transposeA ? l * m + row : row * k + l)] * b[p * k * n + (transposeB ? column * k + l : l * n + column)];
      }
    }
    return y;
  }
}
