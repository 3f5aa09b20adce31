package l2l.runner.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import l2l.api.MemoryExceeded;
import l2l.api.state.IncompatibleSnapshot;
import l2l.runner.loop.Refusal;
import l2l.runner.loop.Watch;
import l2l.runner.store.BadInput;
import org.junit.jupiter.api.Test;

class FaultTest {

  @Test
  void badInputIsTwo() {
    for (Throwable e : new Throwable[] {new BadInput("why"), new Refusal("why"), new MemoryExceeded("why"), new IncompatibleSnapshot("why"),
        new IOException("why"), new UncheckedIOException("x", new IOException("why"))}) {
      assertEquals(new Fault(2, "why"), Fault.of(e), e.toString());
    }
  }

  @Test
  void aStopIs130() {
    assertEquals(new Fault(130, "stopped"), Fault.of(new Watch.Stopped()));
  }

  @Test
  void anythingElseIsOurs() {
    assertEquals(new Fault(1, "a fault of the program, not of the experiment: java.lang.IllegalStateException: a b"),
        Fault.of(new IllegalStateException("a\n  b")));
  }

  @Test
  void aFullMemorySaysWhatToDo() {
    Fault fault = Fault.of(new OutOfMemoryError("Java heap space"));
    assertEquals(2, fault.code());
    assertTrue(fault.sentence().endsWith("is full; unroll fewer steps, take fewer problems at once, or"
        + " give Java more with L2L_JAVA_OPTS=-Xmx…"));
  }
}
