package l2l.runner.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class StatisticsTest {

  private static final double INF = Double.POSITIVE_INFINITY;

  @Test
  void givesTheValuesWorkedOutByHand() {
    double[] v = {4, 1, 3, 2, 10};
    assertEquals(4, Statistics.mean(v));
    assertEquals(3, Statistics.median(v));
    assertEquals(Math.sqrt(50.0 / 4 / 5), Statistics.sem(v), 1e-15);
    assertEquals(2.5, Statistics.median(1, 4, 2, 3));
  }

  @Test
  void quantilesFollowDefinitionSeven() {
    double[] v = {40, 10, 30, 20, 50};
    assertArrayEquals(new double[] {10, 14, 30, 46, 50}, Statistics.quantiles(v, 0, 0.1, 0.5, 0.9, 1), 1e-12);
    assertArrayEquals(new double[] {7, 7}, Statistics.quantiles(new double[] {7}, 0.1, 0.9));
  }

  @Test
  void leavesTheGivenValuesInTheirOrder() {
    double[] v = {3, 1, 2};
    Statistics.median(v);
    assertArrayEquals(new double[] {3, 1, 2}, v);
  }

  @Test
  void countsADivergedTaskAsInfiniteAndTrimsNothing() {
    for (double bad : new double[] {Double.NaN, INF, -INF}) {
      assertEquals(INF, Statistics.mean(1, bad, 2));
      assertEquals(Double.NaN, Statistics.sem(1, bad, 2));
      assertEquals(2, Statistics.median(1, bad, 2));
      assertEquals(INF, Statistics.median(1, bad, bad));
      assertEquals(INF, Statistics.median(1, 2, bad, bad));
      assertEquals(1, Statistics.diverged(1, bad, 2));
    }
  }

  @Test
  void pairsTaskByTask() {
    Statistics.Mean paired = Statistics.paired(new double[] {3, 5, 10}, new double[] {2, 3, 4});
    assertEquals(3, paired.value());
    assertEquals(Math.sqrt(14.0 / 2 / 3), paired.error(), 1e-15);
  }

  @Test
  void saysOnWhichSideAPairDiverged() {
    assertEquals(new Statistics.Mean(INF, Double.NaN), Statistics.paired(new double[] {1, INF}, new double[] {1, 2}));
    assertEquals(new Statistics.Mean(-INF, Double.NaN), Statistics.paired(new double[] {1, 2}, new double[] {1, Double.NaN}));
    assertEquals(new Statistics.Mean(Double.NaN, Double.NaN), Statistics.paired(new double[] {INF, 2}, new double[] {1, INF}));
  }

  @Test
  void hasNoErrorForASingleTask() {
    assertEquals(Double.NaN, Statistics.sem(5));
  }

  @Test
  void refusesWhatCannotBeSummedUp() {
    assertEquals("mean: no values; give one for each task",
        assertThrows(IllegalArgumentException.class, () -> Statistics.mean()).getMessage());
    assertEquals("paired difference: 2 tasks and 1 of the reference; both must have run on the same tasks",
        assertThrows(IllegalArgumentException.class, () -> Statistics.paired(new double[2], new double[1])).getMessage());
    assertEquals("quantiles: the share 1.5 is not in 0 … 1",
        assertThrows(IllegalArgumentException.class, () -> Statistics.quantiles(new double[1], 1.5)).getMessage());
  }
}
