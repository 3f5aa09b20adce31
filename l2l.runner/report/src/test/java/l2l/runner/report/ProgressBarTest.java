package l2l.runner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long now = -5_000_000_000L;

  private ProgressBar bar(Terminal terminal) {
    return new ProgressBar(out, () -> now, terminal);
  }

  private void pass(double seconds) {
    now += Math.round(seconds * 1e9);
  }

  private String printed() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return text;
  }

  @Test
  void isOneLineOnATerminal() {
    ProgressBar bar = bar(new Terminal(80, true, true, true));
    bar.begin("training lstm", "meta-loss", 2500);
    assertEquals("\rtraining lstm  " + "░".repeat(14) + "    0 %", printed());
    pass(20);
    bar.update(625, 41.25);
    assertEquals("\rtraining lstm  " + "███▌" + "░".repeat(10) + "   25 %  31.3/s  1 min 0 s left  meta-loss 41.25", printed());
    pass(12);
    bar.update(1000, 17.5);
    assertEquals("\rtraining lstm  █████▌░░░░░░░░   40 %  31.3/s  48 s left  meta-loss 17.50", printed().stripTrailing());
    pass(33);
    bar.update(2500, 0.1712);
    assertTrue(printed().contains(" 100 %  38.5/s  0 s left  meta-loss 0.1712"));
    bar.end();
    assertTrue(printed().endsWith("\rtraining lstm  done, 2,500 in 1 min 5 s  38.5/s  meta-loss 0.1712\n"));
  }

  @Test
  void neverLeavesItsLine() {
    ProgressBar bar = bar(new Terminal(60, true, true, true));
    bar.begin("tuning an optimizer with a very long name, longer than the line", "validation", 100);
    for (int i = 1; i <= 100; i++) {
      pass(1);
      bar.update(i, i);
    }
    String[] lines = printed().split("\r");
    assertTrue(lines.length > 100);
    assertTrue(Arrays.stream(lines).allMatch(line -> line.length() < 60), Arrays.toString(lines));
  }

  @Test
  void drawsAtMostTenTimesASecond() {
    ProgressBar bar = bar(new Terminal(80, true, true, true));
    bar.begin("training", "", 1000);
    printed();
    for (int i = 1; i <= 1000; i++) {
      pass(0.001);
      bar.update(i, Double.NaN);
    }
    assertEquals(10, printed().chars().filter(c -> c == '\r').count());
  }

  @Test
  void isALineEveryTenSecondsInALogFile() {
    ProgressBar bar = bar(Terminal.plain(80, true));
    bar.begin("training lstm", "meta-loss", 2500);
    for (int i = 1; i <= 25; i++) {
      pass(1);
      bar.update(i * 50, 3.5);
    }
    assertEquals("""
        training lstm   20 %  500 of 2,500  50.0/s  40 s left  meta-loss 3.500
        training lstm   40 %  1,000 of 2,500  50.0/s  30 s left  meta-loss 3.500
        """, printed());
    bar.end();
    assertEquals("training lstm  stopped at 1,250 of 2,500 in 25 s  50.0/s  meta-loss 3.500\n", printed());
    bar.end();
    assertEquals("", printed());
  }

  @Test
  void tellsSlowStepsInSecondsEach() {
    ProgressBar bar = bar(Terminal.plain(80, true));
    bar.begin("training", "", 4);
    pass(12);
    bar.update(1, Double.NaN);
    assertEquals("training   25 %  1 of 4  12.0 s each  36 s left\n", printed());
  }

  @Test
  void isAsciiWhereUnicodeIsNotShown() {
    ProgressBar bar = bar(new Terminal(80, false, false, true));
    bar.begin("training", "", 4);
    pass(1);
    bar.update(2, Double.NaN);
    String text = printed();
    assertTrue(text.endsWith("\rtraining  [" + "#".repeat(13) + ".".repeat(13) + "]   50 %  2.0/s  1 s left"), text);
  }

  @Test
  void printsALineAboveItself() {
    ProgressBar bar = bar(new Terminal(80, true, true, true));
    bar.begin("training", "", 4);
    printed();
    bar.say("a snapshot was written");
    String text = printed();
    assertTrue(text.contains("\ra snapshot was written\n\rtraining  "), text);
    bar.begin("tuning", "", 2);
    text = printed();
    assertTrue(text.contains("training  stopped at 0 of 4 in 0 s\n"), text);
    assertFalse(text.contains("NaN"), text);
  }
}
