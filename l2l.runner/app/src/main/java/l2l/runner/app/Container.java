package l2l.runner.app;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/**
 * One Felix framework with the bundles of the distribution, in a storage folder of its own that goes with it.
 *
 * <p>Bundles are installed by reference: nothing is copied. Those of a workbench, which outlives builds of the distribution, are links to
 * its files in the storage folder, DIR/framework, so that they stay whatever becomes of the names; builds replace files and never write
 * into one. That folder is emptied at each start: a workbench that was killed leaves nothing that grows.
 */
final class Container implements AutoCloseable {

  /** Start level at which every command finds what it needs. */
  static final int COMMANDS = 50;

  /** Start level at which the interactive shell takes the terminal. */
  static final int TERMINAL = 90;

  /** How long runs may take to save themselves. */
  private static final int PATIENCE_SECONDS = 25;

  private static final String COMMAND = "(&(" + Constants.OBJECTCLASS + "=" + Callable.class.getName() + ")(main.thread=true))";

  private final Framework framework;
  private final Path storage;

  private volatile boolean closing;

  private Container(Framework framework, Path storage) {
    this.framework = framework;
    this.storage = storage;
  }

  /**
   * A framework with all bundles installed, none started.
   *
   * @param workbench the directory of the workbench it is to be, held by this process
   */
  static Container open(Path home, Optional<Path> workbench) throws IOException, BundleException {
    Properties configured = new Properties();
    try (Reader reader = Files.newBufferedReader(home.resolve("conf/framework.properties"))) {
      configured.load(reader);
    }
    Path storage = workbench.isEmpty() ? Files.createTempDirectory("l2l-") : emptied(workbench.get().resolve("framework"));
    Framework framework = ServiceLoader.load(FrameworkFactory.class).findFirst()
        .orElseThrow(() -> new IllegalStateException("no OSGi framework in " + home.resolve("lib") + "; build the distribution again"))
        .newFramework(settings(home, storage, workbench, configured));
    Container container = new Container(framework, storage);
    framework.init();
    container.install(workbench.isEmpty() ? home.resolve("bundles") : linked(home.resolve("bundles").toRealPath(), storage.resolve("bundles")));
    return container;
  }

  private static Path emptied(Path folder) throws IOException {
    if (Files.exists(folder)) {
      delete(folder);
    }
    return Files.createDirectories(folder);
  }

  /** The same files by other names; copies where the file system has no links or is another one. */
  private static Path linked(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path name = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(name);
          continue;
        }
        try {
          Files.createLink(name, file);
        } catch (IOException | UnsupportedOperationException e) {
          Files.copy(file, name);
        }
      }
    }
    return to;
  }

  private static Map<String, String> settings(Path home, Path storage, Optional<Path> workbench, Properties file) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("l2l.home", home.toString());
    settings.put("l2l.load", System.getProperty("l2l.load", home.resolve("load").toString()));
    settings.put("l2l.storage", storage.toString());
    Map<String, String> places = Map.copyOf(settings);
    for (String name : file.stringPropertyNames()) {
      String value = System.getProperty(name, file.getProperty(name));
      for (Map.Entry<String, String> place : places.entrySet()) {
        value = value.replace("${" + place.getKey() + "}", place.getValue());
      }
      settings.put(name, value);
    }
    if (workbench.isPresent()) {
      Path load = Files.createDirectories(workbench.get().resolve("load"));
      Files.createDirectories(Path.of(settings.get("l2l.load")));
      settings.put("l2l.workbench", workbench.get().toString());
      settings.put("felix.fileinstall.dir", settings.get("l2l.load") + "," + load);
    }
    if (System.console() == null) {
      settings.put("gosh.args", "--nointeractive --noshutdown"); // or the end of standard input would end the container
      System.setProperty("org.jline.terminal.dumb", "true"); // and there is nothing to warn of
    }
    settings.put(Constants.FRAMEWORK_STORAGE, storage.resolve("framework").toString());
    settings.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(COMMANDS));
    return settings;
  }

  private void install(Path folder) throws IOException, BundleException {
    for (Path level : sorted(folder)) {
      String name = level.getFileName().toString();
      int startLevel = Integer.parseInt(name.substring(0, name.indexOf('-')));
      for (Path jar : sorted(level)) {
        Bundle bundle = framework.getBundleContext().installBundle("reference:" + jar.toUri());
        bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel);
        if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
          bundle.start();
        }
      }
    }
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** Starts the bundles; calls back when somebody stops the framework from inside. */
  void start(String[] arguments, Runnable stopping) throws BundleException {
    BundleContext context = framework.getBundleContext();
    context.addFrameworkListener(event -> {
      if (event.getType() == FrameworkEvent.ERROR && !(event.getThrowable() instanceof ServiceException)) { // whose asker says it
        System.err.println("l2l: " + event.getBundle().getSymbolicName() + ": " + event.getThrowable().getMessage());
      }
    });
    context.addBundleListener((SynchronousBundleListener) event -> {
      if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == 0) {
        if (!closing) {
          stopping.run();
        }
      }
    });
    context.addBundleListener(Forgetting.of(framework));
    Dictionary<String, Object> properties = new Hashtable<>(Map.of("launcher.arguments", arguments));
    context.registerService(Object.class, this, properties);
    framework.start();
  }

  /** The command to be called on the main thread, as soon as it is there. */
  Callable<?> command(int seconds) throws InterruptedException {
    BundleContext context = framework.getBundleContext();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    do {
      Callable<?> command = find(context);
      if (command != null) {
        return command;
      }
      Thread.sleep(5);
    } while (System.nanoTime() < end);
    throw new IllegalStateException("no command came up within " + seconds + " seconds; not active: " + idle(context));
  }

  private static Callable<?> find(BundleContext context) {
    try {
      ServiceReference<?>[] found = context.getAllServiceReferences(Callable.class.getName(), COMMAND);
      return found == null ? null : (Callable<?>) context.getService(found[0]);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static List<String> idle(BundleContext context) {
    int level = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkStartLevel.class).getStartLevel();
    return Stream.of(context.getBundles())
        .filter(bundle -> bundle.getState() != Bundle.ACTIVE && bundle.adapt(BundleStartLevel.class).getStartLevel() <= level)
        .map(Bundle::getSymbolicName).toList();
  }

  /** Stops the framework and removes its storage. */
  @Override
  public void close() throws IOException {
    boolean interrupted = Thread.interrupted(); // or the wait below would end at once
    closing = true;
    try {
      framework.stop();
      framework.waitForStop(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    } catch (BundleException e) {
      System.err.println("l2l: the container did not stop cleanly: " + e.getMessage());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    delete(storage);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
