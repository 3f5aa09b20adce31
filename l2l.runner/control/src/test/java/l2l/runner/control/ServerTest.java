package l2l.runner.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Both ends over a real socket: who is let in, what gets through, and that nobody can hold up anybody else. */
@Timeout(30)
class ServerTest {

  private static final String NOT_THE_TOKEN =
      "l2l: refused: that is not the token of this workbench; it stands in the file control of its directory";
  private static final Client.Keyboard NO_KEYBOARD = Optional::empty;

  @TempDir
  private Path directory;

  private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
  private final CountDownLatch waiting = new CountDownLatch(1);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Server server;

  @BeforeEach
  void open() throws IOException {
    server = Server.open(directory, this::handle);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  /** Commands for the tests. */
  private int handle(Peer peer) throws InterruptedException {
    List<String> words = peer.call().words();
    try {
      switch (words.get(0)) {
        case "say" -> {
          peer.out().write((words.get(1) + " in " + peer.call().directory()).getBytes(StandardCharsets.UTF_8));
          peer.err().write(peer.call().environment().toString().getBytes(StandardCharsets.UTF_8));
          return 7;
        }
        case "echo" -> {
          for (Optional<String> line = peer.line(); line.isPresent(); line = peer.line()) {
            peer.out().write(("<" + line.get() + ">").getBytes(StandardCharsets.UTF_8));
          }
          return 0;
        }
        case "wait" -> {
          waiting.countDown();
          Thread.sleep(60_000);
        }
        case "pour" -> {
          waiting.countDown();
          while (true) {
            peer.out().write(new byte[1 << 16]);
          }
        }
        default -> done.add(words.toString());
      }
    } catch (IOException e) {
      done.add("lost");
    } catch (InterruptedException e) {
      done.add(peer.gone() ? "gone" : "interrupted");
      throw e;
    }
    return 0;
  }

  @Test
  void aCommandsWordsGoThereAndItsOutputAndCodeComeBack() throws IOException {
    assertEquals(7, call("say", "grüß"));
    assertEquals("grüß in /somewhere", out.toString(StandardCharsets.UTF_8));
    assertEquals("{TERM=xterm}", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void linesAreAskedForOneByOneUntilThereAreNoMore() throws IOException {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>(List.of("one", "", "three"));
    try (Client client = Client.connect(directory).orElseThrow()) {
      assertEquals(0, client.call(call(List.of("echo")), out, err, () -> Optional.ofNullable(lines.poll())));
    }
    assertEquals("<one><><three>", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void anInterruptReachesTheCommandAndItsCodeIs130() throws Exception {
    try (Client client = Client.connect(directory).orElseThrow()) {
      Thread user = new Thread(() -> {
        try {
          waiting.await();
          client.interrupt();
        } catch (IOException | InterruptedException e) {
          done.add(e.toString());
        }
      });
      user.start();
      assertEquals(130, client.call(call(List.of("wait")), out, err, NO_KEYBOARD));
    }
    assertEquals("interrupted", done.take());
  }

  @Test
  void aClientThatVanishesIsNoInterruptOfTheUser() throws Exception {
    Socket socket = greeted();
    new Frame(Frame.Kind.CALL, call(List.of("wait")).bytes()).write(new DataOutputStream(socket.getOutputStream()));
    waiting.await();
    socket.close();
    assertEquals("gone", done.take());
  }

  @Test
  void aClientThatReadsNothingHoldsUpNobodyElse() throws Exception {
    try (Socket socket = greeted()) {
      new Frame(Frame.Kind.CALL, call(List.of("pour")).bytes()).write(new DataOutputStream(socket.getOutputStream()));
      waiting.await();
      assertEquals(7, call("say", "still here"));
      long began = System.nanoTime();
      server.close();
      assertTrue(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) < 10);
    }
    assertEquals("lost", done.take());
  }

  @Test
  void refusesAWrongToken() throws Exception {
    String wrong = server.file().token().replace(server.file().token().charAt(5), '~');
    assertRefused(Greeting.line(wrong), NOT_THE_TOKEN);
    String almost = server.file().token().substring(0, 63) + (server.file().token().endsWith("0") ? "1" : "0");
    assertRefused(Greeting.line(almost), NOT_THE_TOKEN);
  }

  @Test
  void refusesHalfATokenAfterTwoSeconds() throws Exception {
    long began = System.nanoTime();
    assertRefused(Greeting.line(server.file().token().substring(0, 32)), "l2l: refused: no token came within 2000 ms");
    assertTrue(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) < 5_000);
  }

  @Test
  void refusesOneWhoDribblesATokenForLongerThanTwoSeconds() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.file().port())) {
      byte[] line = Greeting.line(server.file().token());
      Thread slow = new Thread(() -> {
        try {
          for (byte b : line) {
            socket.getOutputStream().write(b);
            Thread.sleep(200);
          }
        } catch (IOException | InterruptedException e) {
          // refused meanwhile
        }
      });
      slow.start();
      assertEquals("l2l: refused: no token came within 2000 ms", Greeting.answer(socket.getInputStream()));
      slow.interrupt();
    }
  }

  @Test
  void refusesGarbageAndExecutesNothingOfIt() throws Exception {
    ByteArrayOutputStream call = new ByteArrayOutputStream();
    call.writeBytes("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII));
    new Frame(Frame.Kind.CALL, call(List.of("evil")).bytes()).write(new DataOutputStream(call));
    assertRefused(call.toByteArray(), NOT_THE_TOKEN);
  }

  @Test
  void refusesALengthThatNoFrameHasWithoutReadingOn() throws Exception {
    for (int length : new int[] {-1, Integer.MAX_VALUE, Frame.LIMIT + 1}) {
      try (Socket socket = greeted()) {
        DataOutputStream to = new DataOutputStream(socket.getOutputStream());
        to.writeByte(Frame.Kind.CALL.ordinal());
        to.writeInt(length);
        assertEquals("l2l: refused: a frame of " + Integer.toUnsignedString(length) + " bytes; 1048576 at most",
            Greeting.answer(socket.getInputStream()));
        assertEquals(-1, socket.getInputStream().read());
      }
    }
    assertNothingDone();
  }

  @Test
  void refusesACallThatPromisesMoreThanItHolds() throws Exception {
    try (Socket socket = greeted()) {
      new Frame(Frame.Kind.CALL, new byte[] {0x7f, 0, 0, 0, 1}).write(new DataOutputStream(socket.getOutputStream()));
      assertEquals("l2l: refused: a call that promises 2130706432 where 1 bytes are left", Greeting.answer(socket.getInputStream()));
    }
    assertNothingDone();
  }

  @Test
  void refusesAKindThatDoesNotExist() throws Exception {
    try (Socket socket = greeted()) {
      socket.getOutputStream().write(new byte[] {99, 0, 0, 0, 0});
      assertEquals("l2l: refused: a frame of kind 99; there are 0 to 7", Greeting.answer(socket.getInputStream()));
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has other permissions")
  void onlyTheOwnerMayReadTheControlFileAndItGoesWithTheServer() throws Exception {
    Path file = directory.resolve("control");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(Optional.of(server.file()), ControlFile.read(directory));
    assertTrue(server.file().token().matches("[0-9a-f]{64}"));
    server.close();
    assertFalse(Files.exists(file));
  }

  @Test
  void everyServerDrawsATokenOfItsOwn(@TempDir Path other) throws Exception {
    try (Server second = Server.open(other, peer -> 0)) {
      assertFalse(second.file().token().equals(server.file().token()));
    }
  }

  /** Whoever comes while the listening thread is on its way out is let in by the system, and must not be served. */
  @Test
  void nobodyIsServedOnceItIsClosed(@TempDir Path other) throws Exception {
    for (int i = 0; i < 200; i++) {
      Server brief = Server.open(other, peer -> 0);
      byte[] left = Files.readAllBytes(other.resolve("control"));
      brief.close();
      Files.write(other.resolve("control"), left);
      assertEquals(Optional.empty(), Client.connect(other), "after " + i + " others");
    }
  }

  @Test
  void aControlFileOfADeadWorkbenchLeadsNowhere() throws Exception {
    byte[] left = Files.readAllBytes(directory.resolve("control"));
    server.close();
    Files.write(directory.resolve("control"), left);
    assertEquals(Optional.empty(), Client.connect(directory));
    Files.writeString(directory.resolve("control"), "torn");
    assertEquals(Optional.empty(), Client.connect(directory));
    assertEquals(Optional.empty(), Client.connect(directory.resolve("nowhere")));
  }

  @Test
  void aPortThatNowIsAnothersLeadsNowhere(@TempDir Path other) throws Exception {
    try (Server second = Server.open(other, this::handle)) {
      new ControlFile(second.file().port(), server.file().token()).write(directory);
      assertEquals(Optional.empty(), Client.connect(directory));
    }
    assertEquals(List.of(), List.copyOf(done));
  }

  @Test
  void whatIsBeingDoneWhenTheWorkbenchEndsIsInterruptedAndMaySaySo() throws Exception {
    try (Client client = Client.connect(directory).orElseThrow()) {
      Thread end = new Thread(() -> {
        try {
          waiting.await();
          server.close();
        } catch (IOException | InterruptedException e) {
          done.add(e.toString());
        }
      });
      end.start();
      assertEquals(130, client.call(call(List.of("wait")), out, err, NO_KEYBOARD));
      end.join();
    }
    assertEquals(Optional.empty(), Client.connect(directory));
  }

  private int call(String... words) throws IOException {
    try (Client client = Client.connect(directory).orElseThrow()) {
      return client.call(call(List.of(words)), out, err, NO_KEYBOARD);
    }
  }

  private static Call call(List<String> words) {
    return new Call(words, "/somewhere", Map.of("TERM", "xterm"), Map.of(), false);
  }

  /** A client whose token was right. */
  private Socket greeted() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.file().port());
    socket.getOutputStream().write(Greeting.line(server.file().token()));
    assertEquals(Greeting.OK, Greeting.answer(socket.getInputStream()));
    return socket;
  }

  private void assertRefused(byte[] said, String sentence) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.file().port())) {
      socket.getOutputStream().write(said);
      assertEquals(sentence, Greeting.answer(socket.getInputStream()));
      assertThrowsOrEnds(new DataInputStream(socket.getInputStream()));
    }
    assertNothingDone();
  }

  private static void assertThrowsOrEnds(DataInputStream in) throws IOException {
    try {
      assertEquals(-1, in.read());
    } catch (EOFException | java.net.SocketException e) {
      // closed with what was unread
    }
  }

  /** And that the server still does what it is rightly asked. */
  private void assertNothingDone() throws IOException {
    assertEquals(7, call("say", "still here"));
    assertEquals(List.of(), List.copyOf(done));
  }
}
