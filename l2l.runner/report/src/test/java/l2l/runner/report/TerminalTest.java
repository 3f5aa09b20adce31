package l2l.runner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class TerminalTest {

  private static Properties properties(String... pairs) {
    Properties properties = new Properties();
    for (int i = 0; i < pairs.length; i += 2) {
      properties.setProperty(pairs[i], pairs[i + 1]);
    }
    return properties;
  }

  @Test
  void readsTheEnvironment() {
    Properties utf8 = properties("stdout.encoding", "UTF-8", "native.encoding", "US-ASCII");
    assertEquals(new Terminal(132, true, true, true), Terminal.of(Map.of("TERM", "xterm", "COLUMNS", "132"), utf8, true));
    assertEquals(new Terminal(80, false, false, false),
        Terminal.of(Map.of("TERM", "xterm", "COLUMNS", "132"), properties("native.encoding", "ANSI_X3.4-1968"), false));
  }

  @Test
  void keepsColoursFromDumbTerminalsAndFromWhomTheyDisturb() {
    assertEquals(new Terminal(80, true, false, true), Terminal.of(Map.of("TERM", "dumb"), properties("native.encoding", "UTF-8"), true));
    assertEquals(new Terminal(80, true, false, true),
        Terminal.of(Map.of("TERM", "xterm", "NO_COLOR", "1"), properties("native.encoding", "UTF-8"), true));
  }

  @Test
  void takesNothingForGranted() {
    assertEquals(new Terminal(80, false, false, true),
        Terminal.of(Map.of("COLUMNS", "wide"), properties("stdout.encoding", "no such charset"), true));
    assertEquals(new Terminal(80, false, false, false), Terminal.of(Map.of(), properties(), false));
    assertEquals(40, Terminal.plain(3, true).width());
  }
}
