package l2l.api.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import l2l.api.state.Schema;
import l2l.api.tensor.Engine;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every broken plugin of the zoo (l2l.runner/itest/src/zoo, see its README) fails at the law that its first line names, with its words,
 * and at no law that it does not name; each is loaded by a class loader of its own.
 */
class ZooTest {
  private static final Path ZOO = Path.of("../../l2l.runner/itest/src/zoo");
  private static final Engine ENGINE = new JavaEngine();

  /** Fails nowhere before a run of many steps, or has nothing to do with laws. */
  private static final Set<String> LAWFUL = Set.of("RUN", "NOTHING", "RESOLVE", "CONFIG");

  @TempDir
  private static Path classes;

  private static final Map<String, Animal> ANIMALS = new TreeMap<>();

  /** A plugin and what its first lines say of it. */
  private record Animal(String name, Path source, String code, String law, String words, boolean quick,
      Set<String> also, int edition) {

    static Animal of(Path source) {
      try {
        String text = Files.readString(source);
        Map<String, String> said = new LinkedHashMap<>();
        text.lines().takeWhile(line -> line.startsWith("// ")).forEach(line -> {
          String[] pair = line.substring(3).split(": ", 2);
          said.put(pair[0], pair[1]);
        });
        String[] fails = said.get("fails").split(" ", 2);
        Matcher edition = Pattern.compile("edition = (\\d+)").matcher(text);
        return new Animal(source.getParent().getFileName().toString(), source, fails[0], fails.length > 1 ? fails[1] : "",
            said.getOrDefault("words", ""), !said.containsKey("quick"),
            new TreeSet<>(Arrays.asList(said.getOrDefault("also", "").split(", "))), edition.find() ? Integer.parseInt(edition.group(1)) : 1);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean isForTheLaws() {
      return code.equals("CONTRACT");
    }

    /** Two instances with the settings' defaults, from a class loader that knows this plugin alone. */
    Specimen<Object> specimen() throws Exception {
      String main = "zoo." + name + "." + source.getFileName().toString().replace(".java", "");
      URL[] where = {classes.toUri().toURL()};
      ClassLoader loader = new URLClassLoader(where, Animal.class.getClassLoader());
      Class<?> type = loader.loadClass(main);
      Class<?> config = loader.loadClass(main + "$Config");
      Object defaults = Proxy.newProxyInstance(loader, new Class<?>[] {config}, (proxy, method, arguments) ->
          method.getDefaultValue() == null && method.getReturnType() == double.class ? Double.valueOf(0.02) : method.getDefaultValue());
      var constructor = type.getConstructor(config);
      return Specimen.of((Object) constructor.newInstance(defaults)).beside(constructor.newInstance(defaults))
          .known(new Schema("zoo." + name, edition));
    }
  }

  @BeforeAll
  static void compileTheZoo() throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(ZOO)) {
      sources = files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    List<String> options = List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none", "-Xlint:all,-classfile",
        "-Werror");
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled = compiler.getTask(complaints, files, null, options, null, files.getJavaFileObjectsFromPaths(sources)).call();
      assertTrue(compiled, complaints::toString);
    }
    sources.forEach(source -> ANIMALS.put(source.getParent().getFileName().toString(), Animal.of(source)));
  }

  @Test
  void theZooIsFull() {
    assertTrue(ANIMALS.size() >= 80, "only " + ANIMALS.size() + " plugins");
    assertTrue(ANIMALS.values().stream().filter(Animal::isForTheLaws).count() >= 60, ANIMALS.toString());
  }

  @TestFactory
  Stream<DynamicTest> eachFailsAtTheLawMeantAndAtNoOther() {
    return ANIMALS.values().stream().filter(Animal::isForTheLaws).map(a -> DynamicTest.dynamicTest(a.name(), () -> {
      List<Law> laws = PartLaws.all(a.specimen(), ENGINE);
      Map<String, Verdict> broken = new LinkedHashMap<>();
      for (Law law : laws) {
        Verdict verdict = law.check();
        if (verdict.broken()) {
          broken.put(law.name(), verdict);
        }
      }
      assertEquals(a.law(), broken.keySet().stream().findFirst().orElse("(no law)"), () -> "the first law broken; all: " + broken);
      String words = broken.get(a.law()).words();
      assertTrue(words.contains(a.words()), () -> "'" + a.words() + "' is wanted in: " + words);
      assertTrue(words.contains("To mend it: "), words);
      assertEquals(a.quick(), laws.stream().anyMatch(law -> law.name().equals(a.law()) && law.quick()), "whether the law is a quick one");
      Set<String> unmeant = new TreeSet<>(broken.keySet());
      unmeant.remove(a.law());
      if (!a.also().contains("*")) {
        unmeant.removeAll(a.also());
        assertEquals(Set.of(), unmeant, () -> "laws that have nothing to do with it: " + broken);
      }
    }));
  }

  @TestFactory
  Stream<DynamicTest> thoseThatFailElsewhereKeepEveryLaw() {
    return ANIMALS.values().stream().filter(a -> LAWFUL.contains(a.code())).map(a -> DynamicTest.dynamicTest(a.name(), () -> {
      List<Law> laws = PartLaws.all(a.specimen(), ENGINE);
      assertTrue(laws.size() > 20, "only " + laws);
      for (Law law : laws) {
        Verdict verdict = law.check();
        assertTrue(!verdict.broken(), verdict::words);
      }
    }));
  }

  /** What a law asks of a part is broken by some plugin of the zoo; those that are not are broken in the tests of laws beside this. */
  @Test
  void everyLawHasItsPlugin() throws Exception {
    Set<String> meant = new TreeSet<>();
    Set<String> asked = new TreeSet<>();
    for (Animal a : ANIMALS.values()) {
      if (a.isForTheLaws()) {
        meant.add(a.law());
        PartLaws.all(a.specimen(), ENGINE).forEach(law -> asked.add(law.name()));
      }
    }
    asked.removeAll(meant);
    assertEquals(new ArrayList<>(BESIDE), new ArrayList<>(asked));
  }

  /** {@link OptimizerLawsBiteTest}, {@link OptimizeeLawsBiteTest}. */
  private static final Set<String> BESIDE = new TreeSet<>(Set.of("closedFormIsGradientDescent", "continuesAsIfUninterrupted",
      "forwardModeAgrees", "gradientIsExact", "metaGradientIsExactOn 2 independent problems", "metaGradientIsExactOn a matrix",
      "metaGradientIsExactOn a single number", "stateSurvivesASnapshot"));
}
