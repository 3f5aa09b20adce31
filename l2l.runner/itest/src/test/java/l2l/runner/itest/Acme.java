package l2l.runner.itest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Somebody else's plugins, one for each role, and the experiment they meet in: ND4J's engine, floats, stretches shorter than episodes. */
final class Acme {

  /** A role of a run, the plugin that plays it, and the same plugin computing something else. */
  enum Role {
    OPTIMIZER("optimizers/learned", shipped("l2l.optimizers.lstm", "lstm", "optimizer"), "config.scale()", "2 * config.scale()"),
    NESTED("optimizers/learned/rest", shipped("l2l.optimizers.rmsprop", "rmsprop", "nested"), "g.scaled(back)", "g.scaled(back).times(2)"),
    OUTER("optimizers/learned/train/outer", shipped("l2l.optimizers.adam", "adam", "outer"), "theta.get(\"rate\").negate()",
        "theta.get(\"rate\").negate().times(2)"),
    OBJECTIVE("optimizers/learned/train/objective", shipped("l2l.metaobjectives.sum", "sum", "objective"), "return sum;",
        "return sum.times(2);"),
    ESTIMATOR("optimizers/learned/train/estimator", own("Paced", "estimator"), "Math.min(unroll, ", "Math.min(unroll / 2, "),
    OPTIMIZEE("optimizee", shipped("l2l.optimizees.quadratic", "quadratic", "optimizee"), "random(\"y\", w.count",
        "random(\"other\", w.count");

    final String path;
    final PluginForge plugin;
    private final String old;
    private final String by;

    Role(String path, PluginForge plugin, String old, String by) {
      this.path = path;
      this.plugin = plugin;
      this.old = old;
      this.by = by;
    }

    /** Same name, names and shapes of what it remembers; other numbers. */
    PluginForge other() {
      return plugin.replacing(old, by);
    }

    /** The experiment in which this role is the plugin's, the pace is Acme's, and all others are the distribution's. */
    String experiment(int steps, int pause) {
      Map<Role, String> parts = new java.util.EnumMap<>(Role.class);
      parts.put(this, "acme." + name().toLowerCase(java.util.Locale.ROOT));
      return Acme.experiment(parts, 1 + ordinal(), steps, pause);
    }

    /** The role of the run's pace. */
    String pace() {
      return this == ESTIMATOR ? "acme.estimator" : PACED;
    }
  }

  /** The estimator of {@link #paced}. */
  static final String PACED = "acme.paced";

  /** Bundle and part of an objective and an outer optimizer that fit together only where both are of one generation. */
  static final String PAIR = "acme.pair";

  private Acme() {}

  /** Backpropagation that rests before every estimate: no number depends on how long. */
  static PluginForge paced() {
    return own("Paced", "paced");
  }

  /**
   * An objective 2^scale times as large as the sum, and an outer Adam that divides by as much before anything else: exact in binary
   * numbers, so training comes to the same bits whatever the scale, if both have the same; what is recorded shows whose step it was.
   */
  static PluginForge pair(int scale) {
    return own("Pair", "pair").version("1.0." + scale).replacing("/* this build's */ 0", Integer.toString(scale));
  }

  /** An experiment of one learned optimizer; roles without a part have the distribution's. */
  static String experiment(Map<Role, String> parts, int seed, int steps, int pause) {
    String optimizer = parts.containsKey(Role.NESTED)
        ? "\"part\": \"groups\", \"rest\": {\"part\": \"" + parts.get(Role.NESTED) + "\", \"rate\": 0.05}"
        : "\"part\": \"" + parts.getOrDefault(Role.OPTIMIZER, "lstm") + "\", \"layers\": 1, \"units\": 6, \"scale\": 0.1";
    return """
        {
          "kind": "compare",
          "seed": %d,
          "horizon": 40,
          "engine": {"part": "nd4j", "precision": "float"},
          "snapshot": 1,
          "optimizee": {"part": "%s", "dimension": 6, "problems": 8},
          "validation": {"optimizee": {"problems": 10}},
          "test": {"optimizee": {"problems": 20}},
          "optimizers": {
            "learned": {
              %s,
              "train": {
                "objective": {"part": "%s"},
                "estimator": {"part": "%s", "unroll": 8, "pause": %d},
                "outer": {"part": "%s", "rate": 0.003},
                "steps": %d, "validate": %d
              }
            }
          },
          "reference": "learned"
        }
        """.formatted(seed, parts.getOrDefault(Role.OPTIMIZEE, "quadratic"), optimizer, parts.getOrDefault(Role.OBJECTIVE, "sum"),
        parts.getOrDefault(Role.ESTIMATOR, PACED), pause, parts.getOrDefault(Role.OUTER, "adam"), steps, Math.max(1, steps / 4));
  }

  /** The same jar under another SHA-256, without compiling: another header in its manifest. */
  static byte[] salted(byte[] jar, Object salt) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(jar))) {
      Manifest manifest = in.getManifest();
      manifest.getMainAttributes().putValue("L2L-Salt", String.valueOf(salt));
      try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
        for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
          out.putNextEntry(new JarEntry(entry.getName()));
          in.transferTo(out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A part of the distribution as a third party's: other bundle, package and name. */
  private static PluginForge shipped(String bundle, String part, String name) {
    PluginForge forge = PluginForge.shipped(bundle);
    String acme = "acme." + name;
    Map<String, String> sources = new LinkedHashMap<>();
    forge.sources().forEach((path, text) -> sources.put(path.replace(bundle.replace('.', '/'), acme.replace('.', '/')),
        text.replace(bundle, acme).replace("@Part(name = \"" + part + "\"", "@Part(name = \"" + acme + "\"")));
    sources.keySet().removeIf(path -> path.endsWith("package-info.java"));
    return new PluginForge(acme, sources, forge.resources(), Map.of("Bundle-SymbolicName", acme)).version("1.0.0");
  }

  /** A source that lies among the tests' resources. */
  private static PluginForge own(String type, String name) {
    String acme = "acme." + name;
    try (InputStream in = Acme.class.getResourceAsStream("acme/" + type + ".txt")) {
      String source = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).replace("acme.name", acme);
      return new PluginForge(acme, Map.of("acme/" + name + "/" + type + ".java", source), Map.of(), Map.of()).version("1.0.0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
