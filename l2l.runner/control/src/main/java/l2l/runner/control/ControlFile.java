package l2l.runner.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * How to reach the workbench of a directory: its file "control", which only its owner may read; a line for the port, one for the token.
 *
 * @param port it listens on, at 127.0.0.1
 * @param token 64 hexadecimal digits that prove that somebody could read the file
 */
public record ControlFile(int port, String token) {

  static final String NAME = "control";
  static final int BITS = 256;

  public ControlFile {
    if (port < 1 || port > 65_535 || !token.matches("[0-9a-f]{" + BITS / 4 + "}")) {
      throw new IllegalArgumentException("port " + port + " or a token of " + token.length() + " characters: not one of ours");
    }
  }

  /** With a token drawn now. */
  static ControlFile drawn(int port) {
    byte[] token = new byte[BITS / 8];
    new SecureRandom().nextBytes(token);
    return new ControlFile(port, HexFormat.of().formatHex(token));
  }

  /** Writes it in the directory of a workbench; at no moment can anybody but its owner read it. */
  void write(Path directory) throws IOException {
    Path made = directory.resolve("." + NAME);
    Files.deleteIfExists(made);
    boolean posix = Files.getFileStore(directory).supportsFileAttributeView("posix");
    FileAttribute<?>[] ownerOnly = !posix ? new FileAttribute<?>[0]
        : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))};
    try (var out = Files.newByteChannel(made, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
      out.write(StandardCharsets.US_ASCII.encode(port + "\n" + token + "\n"));
    }
    Files.move(made, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Takes it away, if it still is this one. */
  void remove(Path directory) throws IOException {
    if (read(directory).equals(Optional.of(this))) {
      Files.deleteIfExists(directory.resolve(NAME));
    }
  }

  /** That of a directory; none where there is none, where it may not be read, or where it is something else. */
  public static Optional<ControlFile> read(Path directory) {
    try {
      List<String> lines = Files.readAllLines(directory.resolve(NAME), StandardCharsets.ISO_8859_1);
      return lines.size() == 2 ? Optional.of(new ControlFile(Integer.parseInt(lines.get(0)), lines.get(1))) : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
