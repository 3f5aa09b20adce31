package l2l.runner.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** A checksum over all that a safetensors file says, kept in its metadata: a file that is not what was written is recognised. */
final class Seal {

  private static final String KEY = "checksum";

  private Seal() {}

  /** The same, with its checksum. */
  static Safetensors on(Safetensors open) {
    Map<String, String> metadata = new HashMap<>(open.metadata());
    metadata.put(KEY, of(open));
    return new Safetensors(open.values(), metadata);
  }

  private static String of(Safetensors content) {
    MessageDigest digest = Vault.sha256();
    content.metadata().entrySet().stream().filter(e -> !e.getKey().equals(KEY)).sorted(Map.Entry.comparingByKey())
        .forEach(e -> digest.update((e.getKey() + '\0' + e.getValue() + '\0').getBytes(StandardCharsets.UTF_8)));
    digest.update(content.values().sha256().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Whether a file carries a checksum. */
  static boolean on(Map<String, String> metadata) {
    return metadata.containsKey(KEY);
  }

  /**
   * Reads a sealed file.
   *
   * @throws BadInput if it is not what was written
   */
  static Safetensors read(Path file) {
    return checked(file, Safetensors.read(file));
  }

  /** The same without its checksum, if that is right. */
  static Safetensors checked(Path file, Safetensors read) {
    if (!of(read).equals(read.metadata().get(KEY))) {
      throw new BadInput(file + " is damaged: it is not what its checksum says was written; take an earlier one");
    }
    Map<String, String> metadata = new HashMap<>(read.metadata());
    metadata.remove(KEY);
    return new Safetensors(read.values(), metadata);
  }
}
