package l2l.runner.control;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;

/**
 * What travels between a terminal and a workbench at a time: a kind, a length, and so many bytes.
 *
 * <p>On the wire: one byte for the kind, four for the length, highest first, then the bytes.
 */
record Frame(Kind kind, byte[] bytes) {

  /** The most bytes of one frame. */
  static final int LIMIT = 1 << 20;

  private static final byte[] NOTHING = {};

  /** What the bytes are; its place in this list is the byte on the wire. */
  enum Kind {
    /** To the workbench: a {@link Call}, once, first. */
    CALL,
    /** To the terminal: for its standard output. */
    OUT,
    /** To the terminal: for its standard error. */
    ERR,
    /** To the terminal: the exit code in four bytes; the last frame. */
    EXIT,
    /** To the terminal: the command waits for a line of input. */
    READY,
    /** To the workbench: a line of input, in UTF-8, without its end. */
    INPUT,
    /** To the workbench: no more input comes. */
    INPUT_END,
    /** To the workbench: the user interrupts the command. */
    INTERRUPT
  }

  static Frame of(Kind kind) {
    return new Frame(kind, NOTHING);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeByte(kind.ordinal());
    out.writeInt(bytes.length);
    out.write(bytes);
    out.flush();
  }

  /**
   * The next frame.
   *
   * @throws EOFException where the other side is gone
   * @throws ProtocolException for an unknown kind, or a length that is negative or over {@link #LIMIT}
   */
  static Frame read(DataInputStream in) throws IOException {
    int kind = in.readUnsignedByte();
    if (kind >= Kind.values().length) {
      throw new ProtocolException("a frame of kind " + kind + "; there are 0 to " + (Kind.values().length - 1));
    }
    int length = in.readInt();
    if (length < 0 || length > LIMIT) {
      throw new ProtocolException("a frame of " + Integer.toUnsignedString(length) + " bytes; " + LIMIT + " at most");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the other side left in the middle of a frame");
    }
    return new Frame(Kind.values()[kind], bytes);
  }
}
