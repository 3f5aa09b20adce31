package l2l.engines.blas;

import java.util.Arrays;
import l2l.api.tensor.Kernel.Gemm;

/** Small matrix products of floats in plain Java: along a row of C where B lies in rows, dot products where it does not. */
final class FloatProduct implements Products.Loops<float[]> {

  @Override
  public float[] array(int n) {
    return new float[n];
  }

  @Override
  public void add(float[] from, float[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] += from[i];
    }
  }

  @Override
  public void gemm(Gemm g, float[] a, int fromA, float[] b, int fromB, float[] c, int fromC) {
    boolean vector = g.n() == 1 && (g.transposeB() || g.strideB() == 1);
    if (vector && g.strideC() == 1 && g.transposeA()) {
      transposedTimesVector(g, a, fromA, b, fromB, c, fromC);
    } else if (g.transposeB() || vector) {
      dots(g, a, fromA, b, fromB, c, fromC);
    } else {
      rows(g, a, fromA, b, fromB, c, fromC);
    }
  }

  /** c += b[l] A[l], row by row of the stored A. */
  private static void transposedTimesVector(Gemm g, float[] a, int fromA, float[] b, int fromB, float[] c, int fromC) {
    if (!g.add()) {
      Arrays.fill(c, fromC, fromC + g.m(), 0);
    }
    for (int l = 0; l < g.k(); l++) {
      axpy(b[fromB + l], a, fromA + l * g.strideA(), c, fromC, g.m());
    }
  }

  /** C[i] += A[i, l] B[l], row by row of B. */
  private static void rows(Gemm g, float[] a, int fromA, float[] b, int fromB, float[] c, int fromC) {
    int down = g.transposeA() ? 1 : g.strideA();
    int along = g.transposeA() ? g.strideA() : 1;
    for (int i = 0; i < g.m(); i++) {
      int row = fromC + i * g.strideC();
      if (!g.add()) {
        Arrays.fill(c, row, row + g.n(), 0);
      }
      for (int l = 0; l < g.k(); l++) {
        axpy(a[fromA + i * down + l * along], b, fromB + l * g.strideB(), c, row, g.n());
      }
    }
  }

  private static void axpy(float f, float[] x, int fromX, float[] y, int fromY, int n) {
    for (int j = 0; j < n; j++) {
      y[fromY + j] = Math.fma(f, x[fromX + j], y[fromY + j]);
    }
  }

  /** C[i, j] += A[i] . B[j], of rows of the stored B. */
  private static void dots(Gemm g, float[] a, int fromA, float[] b, int fromB, float[] c, int fromC) {
    int down = g.transposeA() ? 1 : g.strideA();
    int along = g.transposeA() ? g.strideA() : 1;
    int rowB = g.transposeB() ? g.strideB() : 0;
    for (int i = 0; i < g.m(); i++) {
      for (int j = 0; j < g.n(); j++) {
        int at = fromC + i * g.strideC() + j;
        float sum = dot(a, fromA + i * down, along, b, fromB + j * rowB, g.k());
        c[at] = g.add() ? c[at] + sum : sum;
      }
    }
  }

  private static float dot(float[] a, int fromA, int strideA, float[] b, int fromB, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      s0 = Math.fma(a[fromA + i * strideA], b[fromB + i], s0);
      s1 = Math.fma(a[fromA + (i + 1) * strideA], b[fromB + i + 1], s1);
      s2 = Math.fma(a[fromA + (i + 2) * strideA], b[fromB + i + 2], s2);
      s3 = Math.fma(a[fromA + (i + 3) * strideA], b[fromB + i + 3], s3);
    }
    for (; i < n; i++) {
      s0 = Math.fma(a[fromA + i * strideA], b[fromB + i], s0);
    }
    return (s0 + s1) + (s2 + s3);
  }
}
