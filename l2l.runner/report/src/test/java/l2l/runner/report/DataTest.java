package l2l.runner.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Series, curves, rows, tuned settings and trainings. */
class DataTest {

  private static final double INF = Double.POSITIVE_INFINITY;

  @Test
  void sumsFromTheFirstUpdateOn() {
    Series series = new Series("a", new double[][] {{100, 2, 3}, {200, 4, 5}});
    assertArrayEquals(new double[] {5, 9}, series.sums());
    assertArrayEquals(new double[] {3, 5}, series.at(2));
    assertEquals(2, series.horizon());
  }

  @Test
  void aCurveHasTheStatisticsOfEachStep() {
    Curve curve = Curve.of(new Series("a", new double[][] {{1, 10}, {2, 20}, {3, Double.NaN}}));
    assertArrayEquals(new double[] {0, 1}, curve.steps());
    assertArrayEquals(new double[] {2, INF}, curve.mean());
    assertArrayEquals(new double[] {2, 20}, curve.median());
    assertArrayEquals(new double[] {1.2, 12}, curve.low(), 1e-12);
    assertArrayEquals(new double[] {2.8, INF}, curve.high(), 1e-12);
  }

  @Test
  void groupsNeighboursOfALongRecord() {
    Curve curve = Curve.grouped("a", new double[] {1, 2, 3, 4, 5}, new double[] {1, 3, 5, 7, 9}, 2);
    assertArrayEquals(new double[] {3, 5}, curve.steps());
    assertArrayEquals(new double[] {3, 8}, curve.median());
    Curve short2 = Curve.grouped("a", new double[] {1, 2}, new double[] {4, 5}, 250);
    assertArrayEquals(new double[] {4, 5}, short2.low());
    assertArrayEquals(new double[] {4, 5}, short2.high());
  }

  @Test
  void refusesRaggedTasks() {
    assertEquals("series a: task 0 has 2 losses and task 1 has 1; give every task the same steps (a diverged one NaN from there on)",
        assertThrows(IllegalArgumentException.class, () -> new Series("a", new double[][] {{1, 2}, {3}})).getMessage());
  }

  @Test
  void aRowComparesOnTheSameTasks() {
    Row row = Row.of("sgd", new double[] {3, 5, 10}, new double[] {30, 50, 100}, List.of(), new double[] {2, 3, 4});
    assertEquals(6, row.mean());
    assertEquals(5, row.median());
    assertEquals(60, row.sum());
    assertEquals(3, row.tasks());
    assertEquals(0, row.diverged());
    assertEquals(3, row.difference());
    assertEquals(Math.sqrt(14.0 / 6), row.differenceSem(), 1e-15);
  }

  @Test
  void aTaskWhoseSumOverflowedHasDivergedToo() {
    Row row = Row.of("sgd", new double[] {3, Double.NaN, 4}, new double[] {30, 3, INF}, List.of());
    assertEquals(2, row.diverged());
    assertEquals(INF, row.mean());
    assertEquals(INF, row.sum());
    assertEquals(4, row.median());
  }

  @Test
  void knowsTheEdgesOfAGridDespiteRounding() {
    assertTrue(new Tuned("rate", Math.pow(10, -4 + 5), 1e-4, 10.000000000000002).atEdge());
    assertTrue(new Tuned("rate", 1e-4, 1e-4, 10).atEdge());
    assertFalse(new Tuned("rate", 8.9125, 1e-4, 10).atEdge());
  }

  @Test
  void findsTheBestFiniteValidation() {
    double[] none = {};
    assertEquals(2, new Training("a", "", none, none, none, new double[] {1, 2, 3, 4}, new double[] {Double.NaN, 5, 2, 2}).best());
    assertEquals(-1, new Training("a", "", none, none, none, new double[] {1}, new double[] {INF}).best());
  }
}
