package l2l.runner.control;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A command somebody typed: its words, where, and what their terminal can show.
 *
 * @param words of the command line
 * @param directory absolute; relative paths among the words start there
 * @param environment variables that tell about the terminal (TERM, COLUMNS, NO_COLOR …)
 * @param properties of the JDK that tell the encoding of the terminal
 * @param interactive whether the output is a terminal
 */
public record Call(List<String> words, String directory, Map<String, String> environment, Map<String, String> properties,
    boolean interactive) {

  /** Variables that tell about a terminal. */
  public static final List<String> VARIABLES = List.of("TERM", "COLUMNS", "LINES", "NO_COLOR", "WT_SESSION", "LANG", "LC_ALL");

  /** Properties of the JDK that tell an encoding. */
  public static final List<String> ENCODINGS = List.of("stdout.encoding", "sun.stdout.encoding", "file.encoding", "native.encoding");

  public Call {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
    properties = Map.copyOf(properties);
  }

  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(out, words);
      write(out, List.of(directory));
      write(out, environment);
      write(out, properties);
      out.writeBoolean(interactive);
    } catch (IOException e) {
      throw new IllegalStateException("no memory throws this", e);
    }
    return bytes.toByteArray();
  }

  /**
   * What {@link #bytes} wrote.
   *
   * @throws IOException if these are no such bytes
   */
  static Call of(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    List<String> words = strings(in);
    List<String> directory = strings(in);
    Map<String, String> environment = map(in);
    Map<String, String> properties = map(in);
    boolean interactive = in.readBoolean();
    if (directory.size() != 1 || in.available() > 0) {
      throw new ProtocolException("a call of " + bytes.length + " bytes that is none");
    }
    return new Call(words, directory.get(0), environment, properties, interactive);
  }

  private static void write(DataOutputStream out, Map<String, String> map) throws IOException {
    List<String> flat = new ArrayList<>();
    new TreeMap<>(map).forEach((k, v) -> flat.addAll(List.of(k, v)));
    write(out, flat);
  }

  private static void write(DataOutputStream out, List<String> strings) throws IOException {
    out.writeInt(strings.size());
    for (String s : strings) {
      byte[] bytes = s.getBytes(StandardCharsets.UTF_8);
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  private static List<String> strings(DataInputStream in) throws IOException {
    int n = count(in);
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      strings.add(new String(in.readNBytes(count(in)), StandardCharsets.UTF_8));
    }
    return strings;
  }

  private static Map<String, String> map(DataInputStream in) throws IOException {
    List<String> flat = strings(in);
    Map<String, String> map = new TreeMap<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      map.put(flat.get(i), flat.get(i + 1));
    }
    return map;
  }

  /** A number of strings or of bytes: never more than there are bytes left. */
  private static int count(DataInputStream in) throws IOException {
    int n = in.readInt();
    if (n < 0 || n > in.available()) {
      throw new ProtocolException("a call that promises " + Integer.toUnsignedString(n) + " where " + in.available() + " bytes are left");
    }
    return n;
  }
}
