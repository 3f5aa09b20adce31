package l2l.runner.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import l2l.runner.bench.Bench;
import l2l.runner.bench.Measurement;
import l2l.runner.bench.Workload;
import l2l.runner.runs.Fault;
import l2l.runner.store.BadInput;
import org.osgi.framework.BundleContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How fast it is here. */
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Measure how fast this machine trains, and how far that is from what it could do.",
    footer = {"",
        "W1       128 quadratics of 10 dimensions, LSTM, unroll 20 of 100",
        "W2       network 784-20-10, minibatches of 128, LSTM, unroll 20: forward and meta-backward",
        "W3       meta-gradients of 1,000 step sizes at once, in double; W3-80 and W3-1280 steps",
        "W4       exact second-order meta-gradient of 4 step sizes through 20 steps on that network",
        "W5       convolutional network on 32 x 32 x 3, LSTM, unroll 20",
        "W6       applying a fixed optimizer to that network; W6-lstm, W6-adam, W6-sgd",
        "",
        "Each is measured in a JVM of its own, for half a minute. L2L_JAVA_OPTS=-Xmx400m limits the heap.",
        "In a checkout, bench/compare measures the same beside PyTorch and JAX."})
final class BenchCommand implements Callable<Integer> {

  @Parameters(arity = "0..*", paramLabel = "W", description = "what to measure, such as W2 or W6-adam; default: all")
  private List<String> names = List.of();

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "threads to compute with; 0, the default: one a processor")
  private int threads;

  @Option(names = "--rounds", paramLabel = "R", defaultValue = "5",
      description = "rounds, whose median, least and greatest are shown; default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--seconds", paramLabel = "S", defaultValue = "2",
      description = "length of a round; 0: the work is done once in it. Default: ${DEFAULT-VALUE}")
  private double seconds;

  @Option(names = "--warm-up", paramLabel = "S", defaultValue = "8",
      description = "seconds before the first round, in which the JVM compiles; default: ${DEFAULT-VALUE}")
  private double warmUp;

  @Option(names = "--instance", paramLabel = "FILE",
      description = "W3 on given numbers: a .npz file with w0 [20] and X [20, 20]; default: random ones")
  private Path instance;

  @Option(names = "--set", paramLabel = "KEY=VALUE",
      description = "a change to the workload, such as horizon=320; may be repeated. A changed workload has no floor")
  private List<String> changes = List.of();

  @Option(names = "--json", description = "one line of JSON for each, for programs")
  private boolean json;

  private final Workplace place;

  BenchCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    refuseNonsense();
    List<Workload> workloads = Workload.named(names);
    List<Measurement> all = new ArrayList<>();
    for (Workload workload : workloads) {
      Measurement measurement = workloads.size() == 1 ? here(workload) : elsewhere(workload);
      place.out().print(json ? measurement.json() + "\n" : BenchText.one(measurement));
      place.out().flush();
      all.add(measurement);
    }
    if (!json && all.size() > 1) {
      place.out().print(BenchText.table(all));
      place.out().flush();
    }
    return Fault.DONE;
  }

  private void refuseNonsense() {
    if (rounds < 1 || threads < 0 || !(seconds >= 0) || !(warmUp >= 0)) {
      throw new BadInput("bench: --rounds " + rounds + ", --threads " + threads + ", --seconds " + seconds + ", --warm-up " + warmUp
          + ": there must be one round at least, and nothing may be negative");
    }
  }

  private Measurement here(Workload workload) {
    BundleContext context = place.bundle().getBundleContext();
    place.runs().catalogue(); // jars that lay there at the start have been judged then
    Bench bench = context.getService(context.getServiceReference(Bench.class));
    Bench.Plan plan = new Bench.Plan(threads, rounds, seconds, warmUp, Optional.ofNullable(instance).map(place::path), changes);
    return bench.measure(workload, plan, words -> say(workload, words));
  }

  private void say(Workload workload, String words) {
    if (!json) {
      place.err().println(workload.name() + ": " + words);
    }
  }

  /** In a JVM of its own: what another workload made the JVM compile, and its memory, are not in the way. */
  private Measurement elsewhere(Workload workload) throws IOException, InterruptedException {
    Path home = Path.of(place.bundle().getBundleContext().getProperty("l2l.home"));
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/l2l").toString(), "bench", workload.name(), "--json",
        "--threads", Integer.toString(threads), "--rounds", Integer.toString(rounds), "--seconds", Double.toString(seconds),
        "--warm-up", Double.toString(warmUp)));
    Optional.ofNullable(instance).map(place::path).ifPresent(file -> command.addAll(List.of("--instance", file.toString())));
    changes.forEach(change -> command.addAll(List.of("--set", change)));
    say(workload, "measuring");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new BadInput("bench: " + workload.name() + " could not be measured; its words are above");
      }
      return Measurement.of(said.substring(said.lastIndexOf('\n') + 1));
    } finally {
      process.destroy();
    }
  }
}
