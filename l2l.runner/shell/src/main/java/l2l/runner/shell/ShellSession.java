package l2l.runner.shell;

import java.io.InputStream;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;

/** A session of the workbench's shell whose words come from elsewhere. */
final class ShellSession implements AutoCloseable {

  private final CommandSession session;
  private final Caller caller;

  /** @param shell a {@link CommandProcessor} */
  ShellSession(Object shell, Caller caller) {
    this.caller = caller;
    session = ((CommandProcessor) shell).createSession(InputStream.nullInputStream(), caller.out(), caller.err());
    session.put("SCOPE", "l2l:gogo:*");
    session.put(ShellFunction.CALLER, caller);
  }

  /** Whether a line leaves the session. */
  static boolean leaves(String line) {
    return line.strip().matches("exit|quit|logout");
  }

  /** Does a line and shows its value, or what was wrong with it. */
  void execute(String line) throws InterruptedException {
    if (line.isBlank()) {
      return;
    }
    try {
      Object value = session.execute(line);
      if (value != null) {
        caller.out().println(session.format(value, Converter.INSPECT));
      }
    } catch (Exception e) {
      if (caller.gone()) {
        throw new InterruptedException();
      }
      Thread.interrupted(); // Ctrl-C was for this line
      caller.err().println("l2l: " + (e instanceof InterruptedException ? "interrupted" : message(e)));
    }
    caller.out().flush();
    caller.err().flush();
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  @Override
  public void close() {
    session.close();
  }
}
