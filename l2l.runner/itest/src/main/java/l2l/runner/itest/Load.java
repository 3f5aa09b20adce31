package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import l2l.runner.experiment.PartType;
import l2l.runner.experiment.Parts;
import l2l.runner.load.Code;
import l2l.runner.load.Generation;
import l2l.runner.load.Generations;
import l2l.runner.load.Reason;
import l2l.runner.load.Status;
import l2l.runner.load.Why;
import org.osgi.framework.Bundle;

/** The watched folder of the tests inside the framework: what they drop there, and what becomes of it. */
final class Load {

  /** An optimizer that descends; %s its package. */
  static final String OPTIMIZER = PluginJar.OPTIMIZER.formatted("%s", "", PluginJar.DESCENT);

  private final Path folder = Path.of(Container.CONTEXT.getProperty("felix.fileinstall.dir"));

  static Generations generations() {
    return Container.service(Generations.class);
  }

  /** Where l2l.api's classes are, for the compiler. */
  static Path api() {
    Bundle api = Arrays.stream(Container.CONTEXT.getBundles()).filter(b -> "l2l.api".equals(b.getSymbolicName())).findFirst().orElseThrow();
    return Path.of(URI.create(api.getLocation().replaceFirst("^reference:", "")));
  }

  static PluginJar optimizer(String name, String version, String body, String step) {
    return PluginJar.optimizer(api(), name, version, body, step);
  }

  static PluginJar optimizer(String name, String version) {
    return optimizer(name, version, "", PluginJar.DESCENT);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Drops it under this name, and returns its SHA-256. */
  String drop(String file, PluginJar jar) {
    return sha256(jar.drop(file(file)));
  }

  String drop(String file, byte[] bytes) {
    PluginJar.drop(file(file), bytes);
    return sha256(bytes);
  }

  void delete(String file) throws IOException {
    Files.delete(file(file));
  }

  static Optional<Generation> generation(String sha256) {
    return generations().of(sha256);
  }

  static Generation await(String sha256, Status status) throws InterruptedException {
    Container.await(() -> generation(sha256).filter(g -> g.status() == status).isPresent(),
        () -> "no generation is " + status + " with " + sha256 + ", but " + generation(sha256));
    return generation(sha256).orElseThrow();
  }

  /** The one reason that matters, which must have this code, these words, and a next step where it needs one. */
  static Reason assertWhy(String name, Code code, String... words) {
    Reason reason = Container.service(Why.class).reason(name);
    assertEquals(code, reason.code(), reason.toString());
    for (String word : words) {
      assertTrue(reason.sentence().contains(word), () -> reason + " lacks '" + word + "'");
    }
    assertTrue(reason.sentence().endsWith(".") && !reason.sentence().contains("\n"), reason::toString);
    assertTrue(!reason.next().isBlank(), reason::toString);
    return reason;
  }

  /** The bundles whose parts of this name experiments see. */
  static List<Long> seen(String part) {
    return Container.service(Parts.class).now().named(part).stream().map(PartType::bundleId).toList();
  }

  /** Empties the folder and waits until nothing that lay there is seen any more. */
  void empty() throws InterruptedException, IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Container.await(() -> generations().all().stream().allMatch(g -> g.files().isEmpty()), () -> "jars are known that were deleted: "
        + generations().all().stream().filter(g -> !g.files().isEmpty()).toList());
  }
}
