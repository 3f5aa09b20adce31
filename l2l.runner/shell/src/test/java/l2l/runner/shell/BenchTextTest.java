package l2l.runner.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import l2l.runner.bench.Count;
import l2l.runner.bench.Floor;
import l2l.runner.bench.Measurement;
import l2l.runner.bench.Memory;
import l2l.runner.bench.Rates;
import l2l.runner.bench.Round;
import l2l.runner.bench.Spread;
import org.junit.jupiter.api.Test;

/** Measurements as a person reads them. */
class BenchTextTest {

  private static Measurement measurement(Memory memory, Measurement.Update update, String... changes) {
    Spread rate = new Spread(1e9, 1e8, 2e9);
    return new Measurement("W2", "a network", List.of(changes), 1, "ms an inner step", new Spread(20, 18.5, 31.25), new Spread(19, 18, 20),
        List.of(new Round(rate, 1, 3), new Round(rate, 1, 3)), 1.5, update, new Count(4e6, 2e6, 1e6),
        new Rates(List.of(new Rates.OfProduct("80 x 40 x 256", rate)), rate, rate), new Floor(5, 2, 1), memory, List.of(0.5, 1.25),
        Map.of("engine", "nd4j", "precision", "float"), "17.0.1");
  }

  @Test
  void tellTimeFloorAndWhatWasReached() {
    String text = BenchText.one(measurement(new Memory(200, 450, 1024), null));
    assertTrue(text.contains("20.0 ms an inner step (18.5 … 31.3 in 2 rounds), processor 19.0; 1 thread"), text);
    assertTrue(text.contains("8.00 = products 5.00 + tanh and sigmoid 2.00 + memory 1.00; the time is 2.50 times that"), text);
    assertTrue(text.contains("25 % of the rate of products, 5 % of the streaming rate"), text);
    assertTrue(text.contains("250 MB for the arrays: peak 450 MB, 200 MB before the first; the heap may take 1024 MB"), text);
    assertTrue(text.contains("load 0.50 before and 1.25 behind; Java 17.0.1; engine nd4j, precision float"), text);
    assertTrue(!text.contains("update"), text);
  }

  @Test
  void sayWhatIsNotKnown() {
    assertTrue(BenchText.one(measurement(null, null)).contains("n/a: this system does not tell"));
  }

  @Test
  void tellTheUpdateWhereThereIsOne() {
    String text = BenchText.one(measurement(null, new Measurement.Update(new Spread(0.25, 0.2, 0.3), new Count(0, 0, 5e5))));
    assertTrue(text.contains("0.250 ms where the optimizee costs next to nothing"), text);
    assertTrue(text.contains("1.00 times the 0.500 MB they move at the streaming rate"), text);
  }

  @Test
  void tellNoFloorOfAChangedWorkload() {
    Measurement m = measurement(new Memory(200, 450, 1024), null, "horizon=20");
    String text = BenchText.one(m);
    assertTrue(text.contains("horizon=20; its work was counted unchanged, so there is no floor"), text);
    assertTrue(text.contains("20.0 ms an inner step") && text.contains("GB/s streaming"), text);
    assertTrue(!text.contains("counted  ") && !text.contains("reached  ") && !text.contains("floor  "), text);
    assertTrue(BenchText.table(List.of(m)).split("\n")[2].matches("W2 +20.0 .* 19.0 +- +- +- +- +250"), BenchText.table(List.of(m)));
  }

  @Test
  void standInATableALineEach() {
    Measurement m = measurement(new Memory(200, 450, 1024), null);
    String[] lines = BenchText.table(List.of(m, measurement(null, null))).split("\n");
    assertTrue(lines[1].contains("time") && lines[1].contains("x floor"), lines[1]);
    assertTrue(lines[2].startsWith("W2  20.0") && lines[2].endsWith("250"), lines[2]);
    assertTrue(lines[3].endsWith("n/a"), lines[3]);
  }

  @Test
  void showThreeDigitsThatCount() {
    assertEquals("0.000123", BenchText.figure(0.000123));
    assertEquals("1.23", BenchText.figure(1.234));
    assertEquals("12.3", BenchText.figure(12.34));
    assertEquals("1234", BenchText.figure(1234.4));
    assertEquals("0", BenchText.figure(0));
  }
}
