package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import l2l.runner.experiment.Binder;
import l2l.runner.experiment.Document;
import l2l.runner.experiment.Parts;
import l2l.runner.load.Generations;
import l2l.runner.load.Why;
import l2l.runner.runs.Display;
import l2l.runner.runs.Request;
import l2l.runner.runs.Run;
import l2l.runner.runs.Runs;
import l2l.runner.store.BadInput;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** A workbench in a folder of a test, on the parts of the container around it; closing it is what the end of its process would be. */
final class Bench {

  /** A training of some hundred steps, some milliseconds each. */
  private static final String LIVING = """
      {"kind": "compare", "title": "living", "seed": 1, "horizon": 20, "engine": {"part": "java"},
       "optimizee": {"part": "quadratic", "dimension": 5, "problems": 8},
       "optimizers": {"momentum": {"part": "momentum", "train": {"objective": {"part": "sum"},
         "estimator": {"part": "backprop", "unroll": 5}, "outer": {"part": "adam", "rate": 0.01}, "steps": 400, "validate": 100}}},
       "reference": "momentum"}
      """;

  /** What a step takes at least where the test is to be quicker than the run. */
  private static final long PACE_NANOS = 5_000_000;

  private final Path folder;
  private final Runs runs;

  Bench(Path folder) {
    this(folder, Container.CONTEXT.getBundle(0));
  }

  /** @param system what it takes for the container's system bundle */
  Bench(Path folder, Bundle system) {
    this.folder = folder;
    BundleContext context = (BundleContext) Proxy.newProxyInstance(Bench.class.getClassLoader(), new Class<?>[] {BundleContext.class},
        (proxy, method, arguments) -> {
          if (method.getName().equals("getProperty") && "l2l.workbench".equals(arguments[0])) {
            return folder.toString();
          }
          if (method.getName().equals("getBundle") && arguments != null && Long.valueOf(0).equals(arguments[0])) {
            return system;
          }
          try {
            return method.invoke(Container.CONTEXT, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
    runs = new Runs(context, Container.service(Parts.class), Container.service(Binder.class), Container.service(Generations.class),
        Container.service(Why.class));
  }

  Runs runs() {
    return runs;
  }

  /** The experiment of these tests, changed as behind --set. */
  static Document living(String... changes) {
    return Document.of("living.json", LIVING.getBytes(StandardCharsets.UTF_8)).with(List.of(changes));
  }

  Run start(Document document) {
    return start(document, Display.NOTHING);
  }

  private Run start(Document document, Display display) {
    return runs.start(new Request(document, folder, Optional.empty(), Optional.empty(), "l2l run " + document.name()), display);
  }

  /** Starts it, at a pace at which something can be asked of it, and waits until some steps are done. */
  Run begun(Document document) throws InterruptedException {
    return begun(start(document, new Display() {
      @Override
      public void advanced(long done, double value) {
        LockSupport.parkNanos(PACE_NANOS);
      }
    }));
  }

  static Run begun(Run run) throws InterruptedException {
    return beyond(run, 5);
  }

  /** Waits until so many steps are done. */
  static Run beyond(Run run, long steps) throws InterruptedException {
    Container.await(() -> run.progress().filter(p -> p.phase().startsWith("meta-training") && p.done() >= steps).isPresent(),
        () -> "run " + run.id() + " is " + run.state() + ": " + run.line());
    return run;
  }

  static Run in(Run run, Run.State state) throws InterruptedException {
    Container.await(() -> run.state() == state, () -> "run " + run.id() + " is " + run.state() + ": " + run.line());
    return run;
  }

  /** Waits for its end, which must be a good one, and returns its directory. */
  static Path done(Run run) throws Exception {
    try {
      assertEquals(0, run.end().get(60, TimeUnit.SECONDS), run::line);
    } catch (TimeoutException e) {
      throw new AssertionError("run " + run.id() + " does not end; it is " + run.state() + ": " + run.line(), e);
    }
    assertEquals(Run.State.DONE, run.state(), run::line);
    return run.directory().orElseThrow();
  }

  static <T> T get(CompletableFuture<T> asked) throws Exception {
    return asked.get(20, TimeUnit.SECONDS);
  }

  /** What was asked is refused with these words. */
  static String refused(CompletableFuture<?> asked) {
    ExecutionException e = assertThrows(ExecutionException.class, () -> asked.get(20, TimeUnit.SECONDS));
    return assertInstanceOf(BadInput.class, e.getCause()).getMessage();
  }

  /** Both came to the same numbers, bit for bit. */
  static void assertSame(Path one, Path other) throws IOException {
    for (String file : List.of("metrics.csv", "result.json", "curves.csv")) {
      String there = Files.readString(one.resolve(file));
      assertEquals(true, there.length() > 100, there);
      assertEquals(there, Files.readString(other.resolve(file)), file);
    }
  }

  void close() throws InterruptedException {
    runs.stop();
  }
}
