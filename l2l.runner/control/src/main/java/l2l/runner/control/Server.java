package l2l.runner.control;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The workbench's end: listens at 127.0.0.1 on a port the system chooses, and does what those ask who know the token.
 *
 * <p>Each client has two threads of its own, daemons: one that reads what it sends, one that does its command. None waits for another.
 */
public final class Server implements AutoCloseable {

  static final int MOST = 64;
  static final int PATIENCE_MILLIS = 2_000;

  private static final int LINGER_MILLIS = 100;
  private static final int LINGER_READS = 16;
  private static final int ENDING_MILLIS = 2_000;

  private final Path directory;
  private final Handler handler;
  private final ServerSocket socket;
  private final ControlFile file;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean closing;

  private Server(Path directory, Handler handler, ServerSocket socket) {
    this.directory = directory;
    this.handler = handler;
    this.socket = socket;
    this.file = ControlFile.drawn(socket.getLocalPort());
  }

  /** Listens from now on, and says so in the directory's control file. */
  public static Server open(Path directory, Handler handler) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), MOST);
    Server server = new Server(directory, handler, socket);
    server.start("l2l-control", server::accept);
    server.file.write(directory);
    return server;
  }

  /** How to reach it. */
  public ControlFile file() {
    return file;
  }

  Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.setContextClassLoader(Server.class.getClassLoader());
    thread.start();
    return thread;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        if (closing) { // it came between the closing and the end of this wait, which the system still lets in
          client.close();
          return;
        }
        String name = "l2l-client-" + count.incrementAndGet();
        Connection connection = new Connection(client, name, handler, this);
        open.add(connection);
        start(name + "-reader", () -> serve(client, connection));
      } catch (IOException e) {
        pause(); // closed, or out of file handles for a while
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(socket.isClosed() ? 0 : 100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Socket client, Connection connection) {
    try (client) {
      try {
        client.setTcpNoDelay(true);
        if (open.size() > MOST) {
          throw new ProtocolException(MOST + " clients talk to this workbench already; try again later");
        }
        Greeting.check(client, file.token(), PATIENCE_MILLIS);
        say(client, Greeting.OK);
        connection.serve();
      } catch (ProtocolException e) {
        refuse(client, "l2l: refused: " + e.getMessage());
      }
    } catch (IOException e) {
      // gone: nobody is left to tell
    } finally {
      connection.left();
      open.remove(connection);
    }
  }

  private static void say(Socket client, String line) throws IOException {
    OutputStream out = client.getOutputStream();
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Says why not; what came unread would otherwise make the system throw the sentence away. */
  private static void refuse(Socket client, String sentence) throws IOException {
    say(client, sentence);
    client.shutdownOutput();
    client.setSoTimeout(LINGER_MILLIS);
    byte[] unread = new byte[1 << 12];
    int reads = 0;
    while (reads < LINGER_READS && client.getInputStream().read(unread) >= 0) {
      reads++;
    }
  }

  /** Listens no more; gives what is still being done two seconds after an interrupt. */
  @Override
  public void close() throws IOException {
    closing = true;
    socket.close();
    file.remove(directory);
    open.forEach(Connection::end);
    long end = System.nanoTime() + ENDING_MILLIS * 1_000_000L;
    for (Connection c : open) {
      c.await(Math.max(1, (end - System.nanoTime()) / 1_000_000));
    }
    open.forEach(Connection::close);
  }
}
