package l2l.runner.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import l2l.runner.report.Terminal;
import org.junit.jupiter.api.Test;

class RunsTextTest {

  @Test
  void saysTheTimeLeftInTheTwoUnitsThatMatter() {
    assertEquals("59 s", RunsText.time(59));
    assertEquals("1 min", RunsText.time(60));
    assertEquals("59 min", RunsText.time(3599));
    assertEquals("2 h 5 min", RunsText.time(7500));
    assertEquals("3 d 4 h", RunsText.time(3 * 86_400 + 4 * 3600 + 59));
  }

  @Test
  void saysWhatToDoWhereThereIsNoRun() {
    assertEquals("no run yet; run NAME starts one\n", RunsText.of(List.of(), Terminal.plain(80, true)));
  }
}
