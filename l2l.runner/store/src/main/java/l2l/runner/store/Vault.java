package l2l.runner.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every jar ever dropped in, kept by what is in it: generations/SHA-256.jar, so that a run can be undone, forked and replayed with the
 * code it had.
 */
public final class Vault {

  private static final String JAR = ".jar";

  private final Path folder;

  /** The vault in this folder, which is made with the first jar. */
  public Vault(Path folder) {
    this.folder = folder;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * The SHA-256 of a file, in hexadecimal.
   *
   * @throws BadInput if it cannot be read
   */
  public static String sha256(Path file) {
    try {
      return copy(file, OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw BadInput.reading(file, e);
    }
  }

  private static String copy(Path from, OutputStream to) throws IOException {
    try (DigestInputStream in = new DigestInputStream(Files.newInputStream(from), sha256())) {
      in.transferTo(to);
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }
  }

  /**
   * Keeps a copy of the jar, unless it is kept already.
   *
   * @return the SHA-256 of the copy, in hexadecimal
   * @throws BadInput if the jar cannot be read or the copy not be written; then no copy is there
   */
  public synchronized String keep(Path jar) {
    String sha256 = sha256(jar);
    Path kept = file(sha256);
    if (Files.exists(kept) && sha256(kept).equals(sha256)) {
      return sha256;
    }
    WholeFile.write(kept, out -> {
      if (!copy(jar, out).equals(sha256)) {
        throw new IOException(jar + " changed while it was read");
      }
    });
    return sha256;
  }

  /**
   * The jar of this SHA-256, if it is kept.
   *
   * @throws BadInput if the copy is no longer what was kept
   */
  public Optional<Path> of(String sha256) {
    Path kept = file(sha256);
    if (!Files.exists(kept)) {
      return Optional.empty();
    }
    String is = sha256(kept);
    if (!is.equals(sha256)) {
      throw new BadInput(kept + " is damaged: its SHA-256 is " + is + "; drop the jar it was copied from into load/ again");
    }
    return Optional.of(kept);
  }

  private Path file(String sha256) {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("'" + sha256 + "' is no SHA-256 in hexadecimal");
    }
    return folder.resolve(sha256 + JAR);
  }

  /** The SHA-256 of every jar kept. */
  public SortedSet<String> all() {
    if (!Files.isDirectory(folder)) {
      return new TreeSet<>();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).filter(name -> name.matches("[0-9a-f]{64}\\.jar"))
          .map(name -> name.substring(0, name.length() - JAR.length())).collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw BadInput.reading(folder, e);
    }
  }

  /** Bytes of one jar; 0 if it is not kept. */
  public long bytes(String sha256) {
    return file(sha256).toFile().length();
  }

  /** Bytes of all jars. */
  public long bytes() {
    return all().stream().mapToLong(this::bytes).sum();
  }

  /** Forgets a jar; nothing happens if it is not kept. */
  public synchronized void drop(String sha256) {
    try {
      Files.deleteIfExists(file(sha256));
      Files.deleteIfExists(folder.resolve(sha256 + Mirror.NOTE));
    } catch (IOException e) {
      throw BadInput.writing(file(sha256), e, "close what uses it");
    }
  }
}
