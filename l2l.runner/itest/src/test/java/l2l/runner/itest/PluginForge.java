package l2l.runner.itest;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.EmbeddedResource;
import aQute.bnd.osgi.Jar;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import l2l.runner.kit.Distribution;
import l2l.runner.kit.PluginProject;

/**
 * Makes plugins' jars from source, in this JVM and in well under a second, as bnd-maven-plugin would make them.
 *
 * <p>Equal forges make equal bytes. Each method returns another forge and leaves this one as it is:
 * {@code PluginForge.shipped("l2l.optimizers.rmsprop").salted(7).drop(load)} is the shipped part's code under another SHA-256.
 *
 * @param bundle symbolic name
 * @param sources by path
 * @param resources by path in the jar
 * @param headers of bnd, in order
 */
record PluginForge(String bundle, Map<String, String> sources, Map<String, byte[]> resources, Map<String, String> headers) {

  private static final Path ZOO = Checkout.ROOT.resolve("l2l.runner/itest/src/zoo");
  private static final Pattern PART = Pattern.compile("@Part\\(([^)]*)\\)");
  private static final Pattern EDITION = Pattern.compile("(, )?edition = \\d+");

  /** One of the plugins broken on purpose. */
  static PluginForge zoo(String name) {
    Path folder = ZOO.resolve(name);
    PluginForge forge = new PluginForge("zoo." + name, texts(folder, ".java"), Map.of(), Map.of()).version("1.0.0");
    Path bnd = folder.resolve("bnd.txt");
    return Files.exists(bnd) ? forge.headers(properties(bnd)) : forge;
  }

  /** Names of the plugins broken on purpose. */
  static List<String> zoo() {
    try (Stream<Path> folders = Files.list(ZOO)) {
      return folders.filter(Files::isDirectory).map(f -> f.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A part of the distribution that imports nothing but the API, with name and version as shipped: "l2l.optimizers.rmsprop". */
  static PluginForge shipped(String bundle) {
    String group = bundle.substring(0, bundle.lastIndexOf('.'));
    Path folder = Checkout.ROOT.resolve(group).resolve(bundle.substring(group.length() + 1));
    PluginForge forge = new PluginForge(bundle, texts(folder.resolve("src/main/java"), ".java"),
        contents(folder.resolve("src/main/resources")), Map.of());
    for (Path bnd : List.of(Checkout.ROOT.resolve("bnd.bnd"), folder.getParent().resolve("bnd.bnd"), folder.resolve("bnd.bnd"))) {
      forge = Files.exists(bnd) ? forge.headers(properties(bnd)) : forge;
    }
    return forge.header("Bundle-SymbolicName", bundle).version("1.0.0.SNAPSHOT");
  }

  /** A third party's Maven project, of version 1.0.0; its folder has the bundle's name. */
  static PluginForge project(Path folder) {
    return new PluginForge(folder.getFileName().toString(), texts(folder.resolve("src/main/java"), ".java"),
        contents(folder.resolve("src/main/resources")), Map.of()).headers(properties(folder.resolve("bnd.bnd"))).version("1.0.0");
  }

  /** What "l2l new" writes, of version 1.0.0. */
  static PluginForge fresh(String kind, String name) {
    Map<String, String> sources = new LinkedHashMap<>(PluginProject.of(kind, name).files(new Distribution("", "", "")));
    sources.keySet().removeIf(path -> !path.startsWith("src/main/java/"));
    return new PluginForge(name, sources, Map.of(), Map.of()).version("1.0.0");
  }

  /** The same with a text of its sources replaced wherever it stands; fails where it stands nowhere. */
  PluginForge replacing(String old, String by) {
    Map<String, String> changed = new LinkedHashMap<>();
    sources.forEach((path, text) -> changed.put(path, text.replace(old, by)));
    if (changed.equals(sources)) {
      throw new IllegalArgumentException(bundle + ": no source holds \"" + old + "\"");
    }
    return new PluginForge(bundle, changed, resources, headers);
  }

  /** The same with another edition of all its parts. */
  PluginForge edition(int edition) {
    Map<String, String> changed = new LinkedHashMap<>();
    sources.forEach((path, text) -> changed.put(path, PART.matcher(text).replaceAll(m -> Matcher.quoteReplacement(
        "@Part(" + EDITION.matcher(m.group(1)).replaceAll("") + ", edition = " + edition + ")"))));
    if (changed.equals(sources)) {
      throw new IllegalArgumentException(bundle + ": no source has a @Part of another edition than " + edition);
    }
    return new PluginForge(bundle, changed, resources, headers);
  }

  /** The same code and name under another SHA-256. */
  PluginForge salted(Object salt) {
    return header("L2L-Salt", String.valueOf(salt));
  }

  /** The same as another version of its bundle. */
  PluginForge version(String version) {
    return header("Bundle-Version", version);
  }

  /** The same with a header of its manifest, or an instruction for bnd. */
  PluginForge header(String name, String value) {
    return headers(Map.of(name, value));
  }

  private PluginForge headers(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new PluginForge(bundle, sources, resources, all);
  }

  /** The jar. */
  byte[] bytes() {
    try (Builder builder = new Builder(); Jar content = new Jar(bundle)) {
      Javac.compiled(sources).forEach((path, code) -> content.putResource(path, new EmbeddedResource(code, 0)));
      resources.forEach((path, code) -> content.putResource(path, new EmbeddedResource(code, 0)));
      builder.setJar(content);
      builder.setClasspath(Javac.CLASSPATH.stream().map(Path::toFile).toArray(File[]::new));
      builder.setProperty("Bundle-SymbolicName", bundle);
      builder.setProperty(Constants.NOEXTRAHEADERS, "true");
      builder.setProperty(Constants.REPRODUCIBLE, "true");
      headers.forEach(builder::setProperty);
      Jar jar = builder.build();
      if (!builder.getErrors().isEmpty()) {
        throw new IllegalStateException(bundle + " cannot be built: " + builder.getErrors());
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      jar.write(out);
      return out.toByteArray();
    } catch (Exception e) { // bnd declares nothing narrower
      throw e instanceof RuntimeException r ? r : new IllegalStateException(bundle + " cannot be built", e);
    }
  }

  /** Drops the jar into a folder, as a user should: written beside, then moved in under the bundle's name. */
  Path drop(Path folder) {
    return drop(folder, bytes());
  }

  /** The same with bytes made before, so that what is measured is the drop. */
  Path drop(Path folder, byte[] jar) {
    try {
      Files.createDirectories(folder);
      Path part = Files.write(folder.resolve(bundle + ".jar.part"), jar);
      return Files.move(part, folder.resolve(bundle + ".jar"), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> properties(Path bnd) {
    Map<String, String> all = new LinkedHashMap<>();
    try (Builder reader = new Builder()) {
      Properties properties = reader.loadProperties(bnd.toFile());
      new ArrayList<>(properties.stringPropertyNames()).stream().sorted().forEach(k -> all.put(k, properties.getProperty(k)));
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> texts(Path folder, String ending) {
    Map<String, String> texts = new LinkedHashMap<>();
    List<Path> files = Checkout.files(folder, f -> f.toString().endsWith(ending));
    if (files.isEmpty()) {
      throw new IllegalArgumentException("there is no source in " + folder);
    }
    files.forEach(f -> texts.put(folder.relativize(f).toString(), new String(read(f), java.nio.charset.StandardCharsets.UTF_8)));
    return texts;
  }

  private static Map<String, byte[]> contents(Path folder) {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    if (Files.isDirectory(folder)) {
      Checkout.files(folder, f -> true).forEach(f -> contents.put(folder.relativize(f).toString().replace('\\', '/'), read(f)));
    }
    return contents;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a class of the tests' class path lies. */
  static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
