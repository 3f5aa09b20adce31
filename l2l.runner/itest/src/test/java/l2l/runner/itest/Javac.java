package l2l.runner.itest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import l2l.api.Part;
import org.osgi.annotation.versioning.Version;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/** Compiles plugins' sources in memory, against the API and the annotations alone. */
final class Javac {

  /** What a plugin is compiled against. */
  static final List<Path> CLASSPATH =
      List.of(PluginForge.place(Part.class), PluginForge.place(Component.class), PluginForge.place(Designate.class),
          PluginForge.place(Version.class));

  private Javac() {}

  /** Class files by path in the jar. */
  static Map<String, byte[]> compiled(Map<String, String> sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter words = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
        InMemory memory = new InMemory(files)) {
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, CLASSPATH);
      List<Source> units = sources.entrySet().stream().map(s -> new Source(s.getKey(), s.getValue())).toList();
      boolean done = compiler.getTask(words, memory, null, List.of("-proc:none", "-nowarn", "-parameters", "-g"), null, units).call();
      if (!done) {
        throw new IllegalArgumentException("the sources do not compile:\n" + words);
      }
      return memory.written();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String path, String text) {
      super(URI.create("source:///" + path.replace('\\', '/')), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class ClassFile extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ClassFile(String name) {
      super(URI.create("class:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ClassFile> files = new TreeMap<>();

    InMemory(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return files.computeIfAbsent(name.replace('.', '/') + ".class", n -> new ClassFile(name));
    }

    Map<String, byte[]> written() {
      Map<String, byte[]> written = new TreeMap<>();
      files.forEach((path, file) -> written.put(path, file.bytes.toByteArray()));
      return written;
    }
  }
}
