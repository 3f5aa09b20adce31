package l2l.runner.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import l2l.api.Split;
import l2l.api.contract.junit.DataSetContract;
import l2l.api.data.DataSet;
import org.junit.jupiter.api.Test;

/** Random data obeys the laws of data, and is of the shape asked for. */
@Noise.Config(shape = {4, 3, 2}, classes = 5, examples = 40)
class NoiseTest extends DataSetContract {

  @Override
  protected DataSet part() {
    return new Noise(NoiseTest.class.getAnnotation(Noise.Config.class));
  }

  @Test
  void isOfTheShapeAskedFor() {
    DataSet.Examples examples = new Noise(NoiseTest.class.getAnnotation(Noise.Config.class)).examples(Split.TRAIN);
    assertArrayEquals(new int[] {4, 3, 2}, examples.shape());
    assertEquals(40, examples.size());
    assertEquals(40 * 24, examples.values().length);
    assertEquals(5, examples.classes());
  }
}
