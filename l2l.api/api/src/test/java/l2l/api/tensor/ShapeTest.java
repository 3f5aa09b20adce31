package l2l.api.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ShapeTest {

  @Test
  void sizeIsTheProductOfTheAxes() {
    assertEquals(1, Shape.size());
    assertEquals(24, Shape.size(2, 3, 4));
    assertEquals(0, Shape.size(2, 0, 4));
    assertEquals(Integer.MAX_VALUE, Shape.size(Integer.MAX_VALUE));
  }

  @Test
  void refusesWhatNoArrayHolds() {
    assertEquals("shape [2, -1] has a negative axis",
        assertThrows(IllegalArgumentException.class, () -> Shape.size(2, -1)).getMessage());
    assertEquals("shape [65536, 32768] holds more than 2^31 - 1 numbers; split it",
        assertThrows(IllegalArgumentException.class, () -> Shape.size(1 << 16, 1 << 15)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> Shape.size(1 << 16, 1 << 16, 1 << 16, 1 << 16));
  }

  @Test
  void textIsInBrackets() {
    assertEquals("[3, 4]", Shape.text(3, 4));
    assertEquals("[]", Shape.text());
  }
}
