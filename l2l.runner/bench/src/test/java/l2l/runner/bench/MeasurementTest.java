package l2l.runner.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import l2l.api.tensor.Engine;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** How numbers come about and how they travel. */
class MeasurementTest {

  @Test
  void takesTheMiddleOfSeveral() {
    assertEquals(new Spread(3, 1, 9), Spread.of(List.of(9.0, 1.0, 3.0)));
    assertEquals(new Spread(2.5, 1, 4), Spread.of(List.of(4.0, 1.0, 2.0, 3.0)));
    assertThrows(IllegalArgumentException.class, () -> Spread.of(List.of()));
  }

  @Test
  void doesTheWorkOnceWithoutTimeAndAgainAndAgainWithSome() {
    List<Integer> done = new ArrayList<>();
    assertEquals(1, Round.of(() -> done.add(1) ? 1 : 0, 0).times());
    int times = Round.of(() -> done.add(1) ? 1 : 0, 0.02).times();
    assertTrue(times > 3, "only " + times);
    assertEquals(1 + times, done.size());
    assertEquals(1, Round.of(MeasurementTest::pause, 0.001).times(), "longer than three times the time given");
  }

  @Test
  void timesWhatItDoes() {
    Round round = Round.of(MeasurementTest::pause, 0.01);
    assertTrue(round.wall().min() >= 0.001 && round.wall().min() < 0.1, round::toString); // a fifth of what a pause takes
    assertEquals(round.wall().median() * 1000, round.times(1000).wall().median(), 1e-9);
  }

  private static int pause() {
    try {
      Thread.sleep(5);
      return 5;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void addsUpTheTimesOfAllThatIsCounted() {
    Rates rates = new Rates(List.of(new Rates.OfProduct("a", new Spread(1e9, 1e9, 2e9)),
        new Rates.OfProduct("b", new Spread(4e9, 1e9, 5e9))),
        new Spread(1e9, 1e9, 1e10), new Spread(1e9, 1e8, 1e9));
    Floor floor = Floor.of(new Count(5e6, 2e6, 3e7), rates, 1e3);
    assertEquals(new Floor(1, 2, 3), floor);
    assertEquals(6, floor.total());
  }

  @Test
  void measuresWhatAnEngineReaches() {
    Engine engine = new JavaEngine();
    Rates rates = Rates.of(engine, List.of(new Workload.Product(8, 16, 4)));
    assertEquals("8 x 4 x 16", rates.products().get(0).shape());
    for (Spread s : List.of(rates.products().get(0).rate(), rates.stream(), rates.functions())) {
      assertTrue(s.min() > 1e4 && s.min() <= s.median() && s.median() <= s.max(), s::toString);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void seesTheMemoryThatAnArrayTakes() {
    OptionalDouble base = Memory.begin();
    byte[] array = new byte[64 << 20];
    java.util.Arrays.fill(array, (byte) 1);
    Memory memory = Memory.since(base);
    assertTrue(memory.peak() >= memory.base() && memory.heap() > 0 && array[5] == 1, memory::toString);
  }

  @Test
  void tellsNothingOfMemoryWhereTheSystemDoesNot() {
    assertNull(Memory.since(OptionalDouble.empty()));
  }

  @Test
  void travelsAsOneLineOfJson() {
    Spread s = new Spread(2, 1, 3);
    Measurement m = new Measurement("W2", "a title", List.of("horizon=5"), 2, "ms an inner step", s, s, List.of(new Round(s, 2, 7)), 1.5,
        new Measurement.Update(s, new Count(0, 0, 5)), new Count(1, 2, 3), new Rates(List.of(new Rates.OfProduct("1 x 1 x 1", s)), s, s), new Floor(1, 2, 3), new Memory(1, 2, 3),
        List.of(0.5, 0.7), Map.of("engine", "java"), "17");
    assertFalse(m.json().contains("\n"));
    assertEquals(m, Measurement.of(m.json()));
  }
}
