package l2l.runner.control;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** One client whose token was right: reads its frames on one thread, does its command on another. */
final class Connection implements Peer {

  /** Lines typed ahead. */
  private static final int AHEAD = 1_000;

  private static final int PIECE = 1 << 16;

  private final Socket socket;
  private final String name;
  private final Handler handler;
  private final Server server;
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>(AHEAD);
  private final Object writing = new Object();
  private DataOutputStream out;
  private volatile Call call;
  private volatile Thread command;
  private volatile boolean gone;
  private volatile boolean done;

  Connection(Socket socket, String name, Handler handler, Server server) {
    this.socket = socket;
    this.name = name;
    this.handler = handler;
    this.server = server;
  }

  /** Reads until the client leaves or breaks the rules. */
  void serve() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream()));
    Frame first = Frame.read(in);
    if (first.kind() != Frame.Kind.CALL) {
      throw new ProtocolException("the first frame is " + first.kind() + ", not CALL");
    }
    call = Call.of(first.bytes());
    command = server.start(name, this::execute);
    while (true) {
      Frame frame = Frame.read(in);
      switch (frame.kind()) {
        case INTERRUPT -> interrupt();
        case INPUT -> type(Optional.of(new String(frame.bytes(), StandardCharsets.UTF_8)));
        case INPUT_END -> type(Optional.empty());
        default -> throw new ProtocolException("a frame of kind " + frame.kind() + " from a client");
      }
    }
  }

  private void type(Optional<String> line) throws ProtocolException {
    if (!lines.offer(line)) {
      throw new ProtocolException("more than " + AHEAD + " lines typed ahead");
    }
  }

  private void execute() {
    int code = 1;
    try {
      code = handler.handle(this);
    } catch (InterruptedException e) {
      code = 130;
    } finally {
      done = true;
      try {
        send(new Frame(Frame.Kind.EXIT, ByteBuffer.allocate(4).putInt(code).array()));
      } catch (IOException e) {
        // gone
      }
      close();
    }
  }

  void interrupt() {
    Thread t = command;
    if (t != null && !done) {
      t.interrupt();
    }
  }

  /** Nobody is there any more. */
  void left() {
    gone = !done;
    close();
    interrupt();
  }

  /** The workbench ends, which is no Ctrl-C. */
  void end() {
    gone = true;
    interrupt();
  }

  void await(long millis) {
    Thread t = command;
    try {
      if (t != null) {
        t.join(millis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // as good as closed
    }
  }

  private void send(Frame frame) throws IOException {
    synchronized (writing) {
      frame.write(out);
    }
  }

  @Override
  public Call call() {
    return call;
  }

  @Override
  public OutputStream out() {
    return new Stream(Frame.Kind.OUT);
  }

  @Override
  public OutputStream err() {
    return new Stream(Frame.Kind.ERR);
  }

  @Override
  public Optional<String> line() throws IOException, InterruptedException {
    Optional<String> line = lines.poll();
    if (line == null) {
      if (gone) {
        throw new EOFException("nobody is there any more");
      }
      send(Frame.of(Frame.Kind.READY));
      line = lines.take();
    }
    if (line.isEmpty()) {
      lines.offer(line); // the end stays the end
    }
    return line;
  }

  @Override
  public boolean gone() {
    return gone;
  }

  /** What is written goes out as frames. */
  private final class Stream extends OutputStream {
    private final Frame.Kind kind;

    Stream(Frame.Kind kind) {
      this.kind = kind;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      for (int i = 0; i < length; i += PIECE) {
        send(new Frame(kind, Arrays.copyOfRange(bytes, from + i, from + Math.min(length, i + PIECE))));
      }
    }
  }
}
