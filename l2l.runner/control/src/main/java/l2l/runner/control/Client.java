package l2l.runner.control;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The terminal's end: has a workbench do a command, and shows what comes of it. */
public final class Client implements AutoCloseable {

  private static final int CONNECT_MILLIS = 2_000;
  private static final int ANSWER_MILLIS = 10_000;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  private Client(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    this.out = new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream()));
  }

  /** Where lines come from when a command asks for them. */
  @FunctionalInterface
  public interface Keyboard {
    /** The next line; empty where no more comes. */
    Optional<String> line() throws IOException;
  }

  /** Reaches the workbench of a directory; empty where none answers there, such as one that died and left its control file. */
  public static Optional<Client> connect(Path directory) {
    Optional<ControlFile> file = ControlFile.read(directory);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), file.get().port()), CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getOutputStream().write(Greeting.line(file.get().token()));
      if (Greeting.answer(socket.getInputStream()).equals(Greeting.OK)) {
        socket.setSoTimeout(0);
        return Optional.of(new Client(socket));
      }
    } catch (IOException e) {
      // none that answers
    }
    try {
      socket.close();
    } catch (IOException e) {
      // as good as closed
    }
    return Optional.empty();
  }

  /**
   * Has the command done; returns its exit code.
   *
   * @throws EOFException if the workbench ends before the command does
   * @throws IOException if nothing can be written here any more
   */
  public int call(Call call, OutputStream standard, OutputStream error, Keyboard keyboard) throws IOException {
    send(new Frame(Frame.Kind.CALL, call.bytes()));
    while (true) {
      Frame frame = Frame.read(in);
      switch (frame.kind()) {
        case OUT -> show(standard, frame.bytes());
        case ERR -> show(error, frame.bytes());
        case READY -> send(keyboard.line().map(l -> new Frame(Frame.Kind.INPUT, l.getBytes(StandardCharsets.UTF_8)))
            .orElse(Frame.of(Frame.Kind.INPUT_END)));
        case EXIT -> {
          return ByteBuffer.wrap(frame.bytes()).getInt();
        }
        default -> throw new java.net.ProtocolException("a frame of kind " + frame.kind() + " from a workbench");
      }
    }
  }

  private static void show(OutputStream stream, byte[] bytes) throws IOException {
    stream.write(bytes);
    stream.flush();
  }

  /** The user interrupts the command. */
  public void interrupt() throws IOException {
    send(Frame.of(Frame.Kind.INTERRUPT));
  }

  private void send(Frame frame) throws IOException {
    synchronized (out) {
      frame.write(out);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
