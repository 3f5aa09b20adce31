package l2l.runner.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import l2l.runner.experiment.Kind;
import l2l.runner.experiment.Nearest;
import l2l.runner.store.BadInput;

/**
 * A plugin's project that does not exist yet: a class, its test, a build and an experiment, from the templates of its kind.
 *
 * @param kind of its part
 * @param name of its part, bundle and Java package: "acme.rmsplus"
 */
public record PluginProject(Kind kind, String name) {

  /** Kinds there is a template of. */
  public static final List<Kind> KINDS = List.of(Kind.OPTIMIZER, Kind.OPTIMIZEE, Kind.OBJECTIVE, Kind.ESTIMATOR);

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+");

  /** Java's own words, which no package may hold (Java Language Specification 17, section 3.9). */
  private static final Set<String> RESERVED = Set.of(("abstract assert boolean break byte case catch char class const continue default do "
      + "double else enum extends final finally float for goto if implements import instanceof int interface long native new package "
      + "private protected public return short static strictfp super switch synchronized this throw throws transient try void volatile "
      + "while true false null").split(" "));

  /** Simple names that the templates, or every Java file, use for something else. */
  private static final Set<String> TAKEN = Set.of("Activate", "Batch", "Component", "Config", "Designate", "Draw", "Engine", "Episode",
      "Estimate", "Math", "Object", "Observation", "Optimizee", "Optimizer", "Optional", "Order", "Override", "Part", "Record", "Seed",
      "Segment", "Setting", "Step", "String", "Tensor", "Tensors", "Trajectory", "Valley");

  /**
   * The project of a kind, said in a word, and a name.
   *
   * @throws BadInput for a kind there is no template of, or a name that cannot be a package
   */
  public static PluginProject of(String word, String name) {
    List<String> words = KINDS.stream().map(Kind::word).toList();
    Kind kind = KINDS.stream().filter(k -> k.word().equals(word)).findFirst().orElseThrow(() -> new BadInput(
        "new: there is no template for \"" + word + "\"" + Nearest.hint(word, words) + " (there are " + String.join(", ", words) + ")"));
    if (!NAME.matcher(name).matches()) {
      throw new BadInput("new: \"" + name + "\" cannot be a part, a bundle and a Java package at once; give two or more words of "
          + "lower-case letters and digits with dots between them, such as acme.rmsplus");
    }
    String first = name.substring(0, name.indexOf('.'));
    if (List.of("l2l", "java", "javax").contains(first)) {
      throw new BadInput("new: \"" + name + "\" begins with " + first
          + ", which is not yours; begin with a name of your own, such as acme");
    }
    Stream.of(name.split("\\.")).filter(RESERVED::contains).findFirst().ifPresent(part -> {
      throw new BadInput("new: \"" + name + "\" holds \"" + part + "\", a word of Java, and cannot be a package; choose another word");
    });
    return new PluginProject(kind, name);
  }

  /** The class of the part: the last word of the name, with a capital. */
  public String type() {
    String last = shortName();
    String type = last.substring(0, 1).toUpperCase(Locale.ROOT) + last.substring(1);
    return TAKEN.contains(type) ? type + "Part" : type;
  }

  private String shortName() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /**
   * Writes the project.
   *
   * @param directory new or empty
   * @return the files written, relative to the directory
   * @throws BadInput if the directory holds something or cannot be written
   */
  public List<Path> write(Path directory, Distribution distribution) {
    Map<String, String> files = files(distribution);
    try {
      if (Files.exists(directory) && !isEmpty(directory)) {
        throw new BadInput("new: " + directory + " is not empty; name another place with --directory");
      }
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = directory.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
    } catch (IOException e) {
      throw new BadInput("new: " + directory + " cannot be written (" + e.getClass().getSimpleName() + ": " + e.getMessage()
          + "); name another place with --directory", e);
    }
    return files.keySet().stream().map(Path::of).toList();
  }

  private static boolean isEmpty(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NotDirectoryException("a file of that name stands there");
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }

  /** The project's files by path, "/" between folders. */
  public Map<String, String> files(Distribution distribution) {
    Map<String, String> words = words(distribution);
    String folder = name.replace('.', '/');
    Map<String, String> files = new LinkedHashMap<>();
    files.put("pom.xml", filled("pom.xml", words));
    files.put("bnd.bnd", filled("bnd.bnd", words));
    files.put("README.md", filled("README.md", words));
    files.put(".gitignore", filled("gitignore", words));
    files.put("experiment.json", filled(kind.word() + "/experiment.json", words));
    files.put("src/main/java/" + folder + "/" + type() + ".java", filled(kind.word() + "/Part.java", words));
    files.put("src/test/java/" + folder + "/" + type() + "Test.java", filled(kind.word() + "/PartTest.java", words));
    return files;
  }

  /** An experiment of some seconds, on the Java engine, in which a part of this kind and name is used. */
  public String experiment() {
    return filled(kind.word() + "/experiment.json", Map.of("part", name, "short", shortName()));
  }

  private Map<String, String> words(Distribution distribution) {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("part", name);
    words.put("short", shortName());
    words.put("group", name.substring(0, name.lastIndexOf('.')));
    words.put("folder", name.replace('.', '/'));
    words.put("type", type());
    words.put("version", distribution.version());
    words.put("repository", distribution.repository());
    words.put("home", distribution.home());
    words.put("a-kind", "an " + kind.word());
    words.put("an-kind", "An " + kind.word());
    words.put("description", switch (kind) {
      case OPTIMIZER -> "Gradients divided by their corrected running root mean square";
      case OPTIMIZEE -> "Bent valleys with steep walls, many at once";
      case OBJECTIVE -> "The mean of the losses, later ones counting more";
      default -> "Evolution strategies with antithetic pairs, whole or truncated";
    });
    words.put("law", switch (kind) {
      case OPTIMIZER -> "state that survives a snapshot, meta-gradients equal to central differences";
      case OPTIMIZEE -> "first and second derivatives equal to central differences";
      case OBJECTIVE -> "a derivative equal to central differences";
      default -> "estimates that follow one another to the horizon";
    });
    return words;
  }

  private static String filled(String template, Map<String, String> words) {
    String text = template(template);
    for (Map.Entry<String, String> word : words.entrySet()) {
      text = text.replace("{{" + word.getKey() + "}}", word.getValue());
    }
    if (text.contains("{{")) {
      throw new IllegalStateException("template " + template + ": nothing fills " + text.lines().filter(l -> l.contains("{{"))
          .map(String::strip).collect(Collectors.joining("; ")));
    }
    return text;
  }

  private static String template(String name) {
    try (InputStream in = PluginProject.class.getResourceAsStream("/templates/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the template " + name + " is not in this bundle");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
