package l2l.runner.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Optional;
import l2l.runner.control.Client;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Where the lines of "attach" come from: a terminal with line editing and history, or a pipe. */
final class Keyboards {

  private static final String PROMPT = "l2l> ";

  private Keyboards() {}

  /**
   * Opened when the first line is wanted.
   *
   * @param interrupt what Ctrl-C does while no line is being typed
   */
  static Client.Keyboard of(Path history, boolean interactive, Runnable interrupt) {
    return interactive ? new Edited(history, interrupt) : new Piped();
  }

  private static final class Piped implements Client.Keyboard {
    private BufferedReader reader;

    @Override
    public Optional<String> line() throws IOException {
      reader = reader == null ? new BufferedReader(new InputStreamReader(System.in)) : reader;
      return Optional.ofNullable(reader.readLine());
    }
  }

  private static final class Edited implements Client.Keyboard {
    private final Path history;
    private final Runnable interrupt;
    private LineReader reader;

    Edited(Path history, Runnable interrupt) {
      this.history = history;
      this.interrupt = interrupt;
    }

    @Override
    public Optional<String> line() throws IOException {
      reader = reader == null ? open() : reader;
      try {
        return Optional.of(reader.readLine(PROMPT));
      } catch (UserInterruptException e) {
        return Optional.of(""); // Ctrl-C gives up the line, not the session
      } catch (EndOfFileException e) {
        return Optional.empty();
      }
    }

    private LineReader open() throws IOException {
      Terminal terminal = TerminalBuilder.builder().system(true).provider("exec").dumb(true).build();
      terminal.handle(Terminal.Signal.INT, signal -> interrupt.run());
      return LineReaderBuilder.builder().terminal(terminal).variable(LineReader.HISTORY_FILE, history)
          .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true).build();
    }
  }
}
