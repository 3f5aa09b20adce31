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
    if (vector && g.strideC() == 1) {
      if (g.transposeA()) {
        columnsTimesVector(g, a, fromA, b, fromB, c, fromC);
      } else {
        rowsTimesVector(g, a, fromA, b, fromB, c, fromC);
      }
    } else if (g.transposeB()) {
      dots(g, a, fromA, b, fromB, c, fromC);
    } else {
      rows(g, a, fromA, b, fromB, c, fromC);
    }
  }

  /** c = A b, four rows at a time. */
  private static void rowsTimesVector(Gemm g, float[] a, int fromA, float[] b, int fromB, float[] c, int fromC) {
    int i = 0;
    for (; i + 3 < g.m(); i += 4) {
      int r0 = fromA + i * g.strideA();
      int r1 = r0 + g.strideA();
      int r2 = r1 + g.strideA();
      int r3 = r2 + g.strideA();
      float s0 = 0;
      float s1 = 0;
      float s2 = 0;
      float s3 = 0;
      for (int l = 0; l < g.k(); l++) {
        float f = b[fromB + l];
        s0 = Math.fma(a[r0 + l], f, s0);
        s1 = Math.fma(a[r1 + l], f, s1);
        s2 = Math.fma(a[r2 + l], f, s2);
        s3 = Math.fma(a[r3 + l], f, s3);
      }
      int at = fromC + i;
      c[at] = g.add() ? c[at] + s0 : s0;
      c[at + 1] = g.add() ? c[at + 1] + s1 : s1;
      c[at + 2] = g.add() ? c[at + 2] + s2 : s2;
      c[at + 3] = g.add() ? c[at + 3] + s3 : s3;
    }
    for (; i < g.m(); i++) {
      float sum = dot(a, fromA + i * g.strideA(), b, fromB, g.k());
      c[fromC + i] = g.add() ? c[fromC + i] + sum : sum;
    }
  }

  /** c += b[l] A[l], row by row of the stored A, four at a time. */
  private static void columnsTimesVector(Gemm g, float[] a, int fromA, float[] b, int fromB, float[] c, int fromC) {
    if (!g.add()) {
      Arrays.fill(c, fromC, fromC + g.m(), 0);
    }
    int l = 0;
    for (; l + 3 < g.k(); l += 4) {
      float f0 = b[fromB + l];
      float f1 = b[fromB + l + 1];
      float f2 = b[fromB + l + 2];
      float f3 = b[fromB + l + 3];
      int r0 = fromA + l * g.strideA();
      int r1 = r0 + g.strideA();
      int r2 = r1 + g.strideA();
      int r3 = r2 + g.strideA();
      for (int j = 0; j < g.m(); j++) {
        c[fromC + j] = Math.fma(f3, a[r3 + j], Math.fma(f2, a[r2 + j], Math.fma(f1, a[r1 + j], Math.fma(f0, a[r0 + j], c[fromC + j]))));
      }
    }
    for (; l < g.k(); l++) {
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
    for (int i = 0; i < g.m(); i++) {
      for (int j = 0; j < g.n(); j++) {
        int at = fromC + i * g.strideC() + j;
        int row = fromB + j * g.strideB();
        float sum = g.transposeA() ? dotDown(a, fromA + i, g.strideA(), b, row, g.k()) : dot(a, fromA + i * g.strideA(), b, row, g.k());
        c[at] = g.add() ? c[at] + sum : sum;
      }
    }
  }

  private static float dotDown(float[] a, int fromA, int strideA, float[] b, int fromB, int n) {
    float sum = 0;
    for (int i = 0, at = fromA; i < n; i++, at += strideA) {
      sum = Math.fma(a[at], b[fromB + i], sum);
    }
    return sum;
  }

  private static float dot(float[] a, int fromA, float[] b, int fromB, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      s0 = Math.fma(a[fromA + i], b[fromB + i], s0);
      s1 = Math.fma(a[fromA + i + 1], b[fromB + i + 1], s1);
      s2 = Math.fma(a[fromA + i + 2], b[fromB + i + 2], s2);
      s3 = Math.fma(a[fromA + i + 3], b[fromB + i + 3], s3);
    }
    for (; i < n; i++) {
      s0 = Math.fma(a[fromA + i], b[fromB + i], s0);
    }
    return (s0 + s1) + (s2 + s3);
  }
}
