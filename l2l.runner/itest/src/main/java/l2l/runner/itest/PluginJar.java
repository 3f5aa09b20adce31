package l2l.runner.itest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Makes a plugin's jar, whole or broken in some way, from Java sources: compiled, described by hand as bnd would, packed. It needs no
 * container.
 */
final class PluginJar {

  private static final String IMPORTS = "l2l.api;version=\"[1.0,2)\",l2l.api.tensor;version=\"[1.0,2)\"";

  /** An optimizer of one class; %1$s its package, %2$s what stands in its body besides, %3$s what its step returns. */
  static final String OPTIMIZER = """
      package %1$s;

      import l2l.api.Observation;
      import l2l.api.Optimizer;
      import l2l.api.Setting;
      import l2l.api.tensor.Tensors;

      public final class Plugin implements Optimizer {
        %2$s

        public Tensors theta(Setting setting) {
          return Tensors.of("rate", setting.engine().scalar(0.05));
        }

        public Tensors state(Tensors theta, Setting setting) {
          return Tensors.none();
        }

        public Step step(Tensors theta, Tensors state, Observation seen) {
          %3$s
        }
      }
      """;

  /** What gradient descent returns. */
  static final String DESCENT = "return new Step(seen.gradient().map(g -> g.scaled(theta.get(\"rate\")).negate()), state);";

  private final Map<String, String> headers = new LinkedHashMap<>();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Path api;

  /** @param api the jar or folder of l2l.api, for the compiler */
  PluginJar(Path api, String bundle, String version) {
    this.api = api;
    header("Bundle-ManifestVersion", "2").header("Bundle-SymbolicName", bundle).header("Bundle-Version", version);
    header("Import-Package", IMPORTS);
  }

  /** A bundle with one optimizer of its own name. */
  static PluginJar optimizer(Path api, String name, String version, String body, String step) {
    return new PluginJar(api, name, version).source(name + ".Plugin", OPTIMIZER.formatted(name, body, step)).part(name, "");
  }

  /** Another header, or another value of it. */
  PluginJar header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  PluginJar without(String header) {
    headers.remove(header);
    return this;
  }

  /** One more package to import, with its version range if it has one. */
  PluginJar imports(String clause) {
    return header("Import-Package", IMPORTS + "," + clause);
  }

  PluginJar source(String type, String source) {
    sources.put(type, source);
    return this;
  }

  PluginJar entry(String path, String content) {
    entries.put(path, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Describes the class NAME.Plugin as the optimizer of that name, with more elements, such as references, in the description. */
  PluginJar part(String name, String more) {
    String file = "OSGI-INF/" + name + ".Plugin.xml";
    header("Service-Component", file);
    header("Require-Capability", "osgi.extender;filter:=\"(&(osgi.extender=osgi.component)(version>=1.5.0)(!(version>=2.0.0)))\"");
    return entry(file, """
        <?xml version="1.0" encoding="UTF-8"?>
        <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="%1$s.Plugin" configuration-policy="require">
          <property name="l2l.name" type="String" value="%1$s"/>
          <property name="l2l.edition" type="Integer" value="1"/>
          <service><provide interface="l2l.api.Optimizer"/></service>
          %2$s
          <implementation class="%1$s.Plugin"/>
        </scr:component>
        """.formatted(name, more));
  }

  /** Describes the settings of NAME.Plugin: attribute definitions as XML. */
  PluginJar settings(String name, String definitions) {
    return entry("OSGI-INF/metatype/" + name + ".Plugin.xml", """
        <?xml version="1.0" encoding="UTF-8"?>
        <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.2.0">
          <OCD id="%1$s.Config" name="%1$s" description="a plugin for a test">%2$s</OCD>
          <Designate factoryPid="%1$s.Plugin"><Object ocdref="%1$s.Config"/></Designate>
        </metatype:MetaData>
        """.formatted(name, definitions));
  }

  /** The jar's bytes: equal for equal content. */
  byte[] bytes() {
    try {
      Manifest manifest = new Manifest();
      manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
      headers.forEach((name, value) -> manifest.getMainAttributes().put(new Attributes.Name(name), value));
      Map<String, byte[]> all = new LinkedHashMap<>(entries);
      all.putAll(compiled());
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (JarOutputStream out = new JarOutputStream(bytes)) {
        put(out, "META-INF/MANIFEST.MF", manifest);
        for (Map.Entry<String, byte[]> entry : all.entrySet()) {
          out.putNextEntry(dated(entry.getKey()));
          out.write(entry.getValue());
        }
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(JarOutputStream out, String name, Manifest manifest) throws IOException {
    out.putNextEntry(dated(name));
    manifest.write(out);
  }

  private static JarEntry dated(String name) {
    JarEntry entry = new JarEntry(name);
    entry.setTimeLocal(java.time.LocalDateTime.of(2026, 1, 1, 0, 0));
    return entry;
  }

  /** Writes it beside, then moves it in. */
  byte[] drop(Path file) {
    byte[] bytes = bytes();
    drop(file, bytes);
    return bytes;
  }

  /** Writes bytes beside, then moves them in: nobody ever sees half a file. */
  static void drop(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      Path part = file.resolveSibling(file.getFileName() + ".part");
      Files.write(part, bytes);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, byte[]> compiled() throws IOException {
    if (sources.isEmpty()) {
      return Map.of();
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> told = new DiagnosticCollector<>();
    List<Source> units = sources.entrySet().stream().map(e -> new Source(e.getKey(), e.getValue())).toList();
    try (var standard = compiler.getStandardFileManager(told, null, StandardCharsets.UTF_8); Memory memory = new Memory(standard)) {
      standard.setLocation(StandardLocation.CLASS_PATH, List.of(api.toFile()));
      if (!compiler.getTask(null, memory, told, List.of("--release", "17", "-proc:none"), null, units).call()) {
        throw new IllegalStateException(told.getDiagnostics().stream().map(Object::toString).collect(Collectors.joining("\n")));
      }
      Map<String, byte[]> classes = new LinkedHashMap<>();
      memory.classes.forEach((name, out) -> classes.put(name.replace('.', '/') + ".class", out.toByteArray()));
      return classes;
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String type, String text) {
      super(URI.create("memory:///" + type.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps class files in memory. */
  private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> classes = new java.util.TreeMap<>();

    Memory(JavaFileManager standard) {
      super(standard);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(Location location, String type, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("memory:///" + type.replace('.', '/') + kind.extension), kind) {
        @Override
        public ByteArrayOutputStream openOutputStream() {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          classes.put(type, out);
          return out;
        }
      };
    }
  }
}
