package l2l.runner.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;

/** Names a bundle by its content. */
final class Sha256 {

  private Sha256() {}

  /**
   * The SHA-256 of a bundle's jar, in hexadecimal, or, where it is an unpacked folder, over its files' names and contents in order; null
   * where it was not installed from a place that can be read again.
   *
   * @param updated whether somebody put other content in place of what was installed: then its name tells nothing of it
   */
  static String of(Bundle bundle, boolean updated) {
    String location = bundle.getLocation().replaceFirst("^reference:", "");
    if (location.matches("l2l:[0-9a-f]{64}")) {
      return updated ? null : location.substring(4);
    }
    try {
      URI uri = URI.create(location);
      if (!"file".equals(uri.getScheme())) {
        return null;
      }
      Path root = Path.of(uri);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files(root)) {
        if (!file.equals(root)) {
          digest.update(root.relativize(file).toString().replace('\\', '/').getBytes(StandardCharsets.UTF_8));
        }
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
          in.transferTo(OutputStream.nullOutputStream());
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException | IllegalArgumentException e) {
      return null;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
