package l2l.runner.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What is counted, against sums done by hand. */
class CountTest {

  @Test
  void countsTheNumbersOfTheNetworks() {
    assertEquals(15_910, Count.MLP);
    int filters = 9 * 3 * 16 + 9 * 16 * 32 + 9 * 32 * 32;
    int others = 3 * (16 + 32 + 32) + 512 * 32 + 32 + 2 * 32 + 32 * 10 + 10; // bias, scale and shift of each filter; fully connected layers
    assertEquals(filters + others, Count.CNN);
  }

  @Test
  void countsAnUnrolledLstmAsThreeTimesItsProductsLessTheInputsAdjoint() {
    Count forward = Count.lstm(1000, 2);
    assertEquals(2.0 * 1000 * (80 * 22 + 80 * 40 + 20), forward.flops());
    Count unrolled = Count.lstmUnrolled(1000, 2);
    assertEquals(3 * forward.flops() - 2.0 * 1000 * 80 * 2, unrolled.flops());
    assertEquals(forward.functions(), unrolled.functions());
    assertEquals(1000 * 2 * 5 * 20, unrolled.functions());
  }

  @Test
  void countsWhatTheBackwardSweepNeedsTwiceForItIsWrittenAndRead() {
    double kept = 4.0 * 1000 * (2 * (80 + 20 + 20 + 20) + 2);
    assertEquals(2 * kept, Count.lstmUnrolled(1000, 2).bytes());
  }

  @Test
  void countsAsTheComparedProgramDoesForTheSecondWorkload() {
    int n = 15_910;
    double forward = 2.0 * n * (80 * 22 + 80 * 40 + 20);
    double inputs = 2.0 * n * (80 * 20 + 80 * 40 + 20);
    double network = 128 * 2.0 * (784 * 20 + 200) + 128 * 2.0 * (784 * 20 + 2 * 200);
    assertEquals(2 * forward + inputs + network, Count.lstmUnrolled(n, 2).plus(Count.mlp()).flops());
  }

  @Test
  void countsTheConvolutionsByTheirProducts() {
    double forward = 2.0 * 128 * (1024 * 27 * 16 + 256 * 144 * 32 + 64 * 288 * 32 + 512 * 32 + 320);
    double first = 2.0 * 128 * 1024 * 27 * 16;
    assertEquals(3 * forward - first, Count.cnn().flops());
  }

  @Test
  void growsLinearlyWithCoordinatesAndSteps() {
    assertEquals(Count.lstm(2000, 2), Count.lstm(1000, 2).times(2));
    assertEquals(Count.quadraticForm(20, 1280), Count.quadraticForm(20, 80).times(16));
    assertEquals(Count.update(10, 7), Count.update(10, 4).plus(Count.update(10, 3)));
    assertTrue(Count.mlpTwice().flops() > 2 * Count.mlp().flops());
  }
}
