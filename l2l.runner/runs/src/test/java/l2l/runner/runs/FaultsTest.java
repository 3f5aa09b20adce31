package l2l.runner.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Faults as text; whose they are is tested where there are parts, inside the framework. */
class FaultsTest {

  @Test
  void aFaultIsKeptAsTextWithItsCause() {
    String text = Faults.text(new IllegalStateException("the change", new ArithmeticException("/ by zero")));
    assertTrue(text.startsWith("java.lang.IllegalStateException: the change\n"), text);
    assertTrue(text.contains("Caused by: java.lang.ArithmeticException: / by zero"), text);
  }

  @Test
  void aStackOfAnyDepthIsSixtyLines() {
    StackTraceElement[] deep = new StackTraceElement[10_000];
    Arrays.fill(deep, new StackTraceElement("acme.deep.Plugin", "step", "Plugin.java", 7));
    assertEquals(60, Faults.text(deep).lines().count());
    assertEquals("\tat acme.deep.Plugin.step(Plugin.java:7)", Faults.text(deep).lines().findFirst().orElseThrow());
    StackOverflowError overflow = new StackOverflowError();
    overflow.setStackTrace(deep);
    assertEquals(62, Faults.text(overflow).lines().count());
    assertTrue(Faults.text(overflow).endsWith("\n\t… 9940 more"), Faults.text(overflow));
  }

  @Test
  void aCauseIsToldHoweverDeepTheStackAbove() {
    StackTraceElement[] deep = new StackTraceElement[10_000];
    Arrays.fill(deep, new StackTraceElement("acme.deep.Plugin", "step", "Plugin.java", 7));
    IllegalStateException above = new IllegalStateException("above", new ArithmeticException("/ by zero"));
    above.setStackTrace(deep);
    assertTrue(Faults.text(above).contains("\nCaused by: java.lang.ArithmeticException: / by zero\n"), Faults.text(above));
  }

  @Test
  void causesThatGoRoundInACircleEnd() {
    IllegalStateException one = new IllegalStateException("one");
    one.initCause(new IllegalStateException("two", one));
    assertEquals(2, Faults.text(one).split("Caused by", -1).length);
  }
}
