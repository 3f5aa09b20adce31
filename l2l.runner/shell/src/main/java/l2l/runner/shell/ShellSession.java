package l2l.runner.shell;

import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Job;

/** A session of the workbench's shell whose words come from elsewhere. */
final class ShellSession implements AutoCloseable {

  private static final int STARTING_MILLIS = 10_000;
  private static final int PATIENCE_MILLIS = 2_000;
  private static final int PAUSE_MILLIS = 20;

  private final CommandSession session;
  private final Caller caller;

  /** @param shell a {@link CommandProcessor} */
  ShellSession(Object shell, Caller caller) {
    this.caller = caller;
    session = ((CommandProcessor) shell).createSession(InputStream.nullInputStream(), caller.out(), caller.err());
    session.put("SCOPE", "l2l:gogo:*");
    session.put(ShellFunction.CALLER, caller);
  }

  /** Waits, not for ever, until the shell knows our commands: it is there before them. */
  void await(List<String> names) throws InterruptedException {
    List<String> wanted = names.stream().map(name -> Gogo.SCOPE + ":" + name).toList();
    for (int i = 0; i < STARTING_MILLIS / PAUSE_MILLIS; i++) {
      if (session.get(".commands") instanceof Set<?> known && known.containsAll(wanted)) {
        return;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
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
    } catch (InterruptedException e) {
      giveUp();
      caller.err().println("l2l: interrupted");
    } catch (Exception e) {
      caller.err().println("l2l: " + message(e));
    }
    caller.out().flush();
    caller.err().flush();
  }

  /** Ends what the line began, for Ctrl-C was meant for the line; whoever is gone ends the session. */
  private void giveUp() throws InterruptedException {
    Job job = session.foregroundJob();
    if (job != null) {
      job.interrupt();
    }
    if (caller.gone()) {
      throw new InterruptedException();
    }
    for (int i = 0; i < PATIENCE_MILLIS / PAUSE_MILLIS && session.foregroundJob() != null; i++) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  @Override
  public void close() {
    session.close();
  }
}
