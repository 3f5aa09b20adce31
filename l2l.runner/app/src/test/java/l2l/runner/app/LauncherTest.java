package l2l.runner.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a JVM of its own, with a distribution that holds one bundle. */
class LauncherTest {

  @TempDir
  private Path home;

  @BeforeEach
  void oneBundle() throws IOException {
    Files.createDirectories(home.resolve("conf"));
    Files.createDirectories(home.resolve("tmp"));
    Files.writeString(home.resolve("conf/framework.properties"), "");
    Path level = Files.createDirectories(home.resolve("bundles/20-parts"));
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(new Attributes.Name("Bundle-ManifestVersion"), "2");
    main.put(new Attributes.Name("Bundle-SymbolicName"), "waiting");
    main.put(new Attributes.Name("Bundle-Activator"), WaitingCommand.class.getName());
    main.put(new Attributes.Name("Import-Package"), "org.osgi.framework");
    String path = WaitingCommand.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(level.resolve("waiting.jar")), manifest);
        InputStream in = WaitingCommand.class.getClassLoader().getResourceAsStream(path)) {
      jar.putNextEntry(new JarEntry(path));
      in.transferTo(jar);
    }
  }

  @Test
  void endsWithTheCommandsCode() throws Exception {
    assertEnded(7, start("end", "7"), "stopped");
  }

  @Test
  void endsWithOneWhereTheCommandThrows() throws Exception {
    assertEnded(1, start("throw"), "java.lang.IllegalStateException: thrown", "stopped");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there destroy() kills at once")
  void interruptsTheMainThreadWhenTheUserDoes() throws Exception {
    Process process = start("wait");
    BufferedReader reader = process.errorReader();
    assertEquals("waiting on main", reader.readLine());
    process.toHandle().destroy(); // SIGTERM; Ctrl-C takes the same way
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(List.of("interrupted", "stopped"), reader.lines().toList());
    assertEquals(130, process.exitValue());
    assertNothingLeft();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there destroy() kills at once")
  void remembersAnInterruptThatComesWhileTheContainerStarts() throws Exception {
    Process process = start("slow");
    BufferedReader reader = process.errorReader();
    assertEquals("starting", reader.readLine());
    process.toHandle().destroy();
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(List.of("stopped"), reader.lines().toList(), "the command must not be called");
    assertEquals(130, process.exitValue());
    assertNothingLeft();
  }

  @Test
  void interruptsTheMainThreadWhenTheFrameworkIsStopped() throws Exception {
    assertEnded(130, start("shut"), "interrupted", "stopped");
  }

  @Test
  void saysWhichFolderItMisses() throws Exception {
    Files.delete(home.resolve("conf/framework.properties"));
    Process process = start("end", "0");
    String said = new String(process.getErrorStream().readAllBytes());
    assertEquals(1, process.waitFor());
    assertTrue(said.contains("framework.properties"), said);
    assertFalse(said.contains("\tat "), said);
    assertNothingLeft();
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(), "-Dl2l.home=" + home,
        "-Djava.io.tmpdir=" + home.resolve("tmp"), "-cp", System.getProperty("java.class.path"), Launcher.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  private void assertEnded(int code, Process process, String... words) throws Exception {
    String said = new String(process.getErrorStream().readAllBytes());
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(code, process.exitValue(), said);
    for (String word : words) {
      assertTrue(said.contains(word), said);
    }
    assertNothingLeft();
  }

  private void assertNothingLeft() throws IOException {
    try (Stream<Path> left = Files.list(home.resolve("tmp"))) {
      assertEquals(List.of(), left.map(Path::getFileName).map(Path::toString).filter(name -> name.startsWith("l2l-")).toList());
    }
  }
}
