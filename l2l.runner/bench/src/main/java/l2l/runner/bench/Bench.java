package l2l.runner.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import l2l.api.Episode;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Tensors;
import l2l.runner.experiment.Binder;
import l2l.runner.experiment.Binding;
import l2l.runner.experiment.Checked;
import l2l.runner.experiment.Document;
import l2l.runner.experiment.Experiment;
import l2l.runner.experiment.Parts;
import l2l.runner.loop.Contestant;
import l2l.runner.loop.MetaTraining;
import l2l.runner.loop.Setup;
import l2l.runner.runs.Assembly;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Measures workloads as a run would do them: parts found and bound in the container, work done by the runner's own loop.
 *
 * <p>Memory is that of the process: for one workload of a process, the first.
 */
@Component(service = Bench.class)
public final class Bench {

  private static final int TINY = 32;
  private static final double LEAST_STEP_SIZE = 1e-4;

  private final Parts parts;
  private final Binder binder;

  /**
   * How to measure.
   *
   * @param threads for the engine; 0: one per processor
   * @param rounds how often
   * @param seconds of a round
   * @param warmUp seconds before the first, in which the JVM compiles
   * @param instance .npz file with w0 [d] and X [d, d] for W3
   * @param changes to the workload's experiment, each key=value; what is counted stays that of the unchanged one
   */
  public record Plan(int threads, int rounds, double seconds, double warmUp, Optional<Path> instance, List<String> changes) {}

  @Activate
  public Bench(@Reference Parts parts, @Reference Binder binder) {
    this.parts = parts;
    this.binder = binder;
  }

  /** @param say is told in words what is being done */
  public Measurement measure(Workload workload, Plan plan, Consumer<String> say) {
    Experiment experiment = Checked.experiment(document(workload, plan), parts.now(), Path.of("").toAbsolutePath());
    double loadBefore = load();
    say.accept("finding and binding the parts");
    try (Binding binding = binder.bind("bench-" + workload.name(), experiment.roots())) {
      Assembly assembly = new Assembly(experiment, binding, Set.of());
      Engine engine = assembly.setup().engine();
      engine.zeros(TINY, TINY).matmul(engine.zeros(TINY, TINY)); // loads what multiplies
      OptionalDouble base = Memory.begin();
      say.accept("warming up");
      Work work = work(workload, assembly);
      long before = System.nanoTime();
      work.once();
      double first = (System.nanoTime() - before) / 1e9;
      if (plan.warmUp > 0) {
        Round.of(work, plan.warmUp);
      }
      List<Round> rounds = new ArrayList<>();
      for (int r = 0; r < plan.rounds; r++) {
        say.accept("round " + (r + 1) + " of " + plan.rounds);
        rounds.add(Round.of(work, plan.seconds).times(workload.scale()));
      }
      Memory memory = Memory.since(base);
      Measurement.Update update = workload.timed() == Workload.Timed.TRAININGS ? update(workload, assembly, plan) : null;
      say.accept("measuring what the machine can do");
      Rates rates = Rates.of(engine, workload.products());
      return new Measurement(workload.name(), experiment.title(), plan.changes, threads(plan), workload.unit(),
          Spread.of(rounds.stream().map(r -> r.wall().median()).toList()), Spread.of(rounds.stream().map(Round::processor).toList()),
          rounds, first, update, workload.count(), rates, Floor.of(workload.count(), rates, workload.scale()), memory,
          List.of(loadBefore, load()), Map.copyOf(engine.facts()), System.getProperty("java.version"));
    }
  }

  private static Document document(Workload workload, Plan plan) {
    Document document = workload.document().with(List.of("threads=" + threads(plan)));
    boolean given = plan.instance.isPresent() && workload.file().equals("W3");
    return given ? document.with(List.of("optimizee.data={\"part\": \"arrays\", \"names\": [\"w0\", \"X\"]}",
        "optimizee.data.file=" + plan.instance.get())).with(plan.changes) : document.with(plan.changes);
  }

  private static int threads(Plan plan) {
    return plan.threads == 0 ? Runtime.getRuntime().availableProcessors() : plan.threads;
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static Work work(Workload workload, Assembly assembly) {
    Setup setup = assembly.setup();
    Contestant contestant = contestant(workload, assembly);
    return switch (workload.timed()) {
      case META_STEPS -> Work.metaStep(setup, contestant);
      case TRAININGS -> Work.training(setup, contestant);
      case META_GRADIENTS -> metaGradient(workload, setup, contestant, MetaTraining.theta(setup, contestant.optimizer()));
    };
  }

  private static Work metaGradient(Workload workload, Setup setup, Contestant contestant, Tensors theta) {
    if (workload.each() == 0) {
      return Work.metaGradient(setup, contestant, theta);
    }
    Work all = Work.metaGradient(setup, contestant, stepSizes(setup.engine(), theta));
    return () -> {
      all.once();
      return workload.each();
    };
  }

  private static Contestant contestant(Workload workload, Assembly assembly) {
    return assembly.contestants().stream().filter(c -> c.name().equals(workload.contestant())).findFirst().orElseThrow();
  }

  /** 1,000 rates of gradient descent at once, spaced evenly by logarithm from 1e-4 to 1. */
  private static Tensors stepSizes(Engine engine, Tensors theta) {
    int n = Workload.STEP_SIZES;
    double[] rates = IntStream.range(0, n).mapToDouble(i -> StrictMath.pow(LEAST_STEP_SIZE, 1 - i / (n - 1.0))).toArray();
    return theta.with("rate", engine.tensor(rates, n));
  }

  /** The same steps where value and gradient cost next to nothing. */
  private static Measurement.Update update(Workload workload, Assembly assembly, Plan plan) {
    Setup all = assembly.setup();
    Slope slope = new Slope(all.family());
    Setup setup = new Setup(all.engine(), slope, all.horizon(), all.seed(), all.validation(),
        new Setup.Trials(all.test().name(), slope, all.test().draws(), Optional.empty()), all.memory());
    Contestant contestant = contestant(workload, assembly);
    Work work = Work.training(setup, contestant);
    if (plan.warmUp > 0) {
      Round.of(work, plan.warmUp / 2);
    }
    return new Measurement.Update(Round.of(work, plan.seconds).times(workload.scale()).wall(), moved(Work.begin(setup, contestant)));
  }

  /** State and x are read and written; x is read and the gradient written by the optimizee, the gradient read by the update. */
  private static Count moved(Episode at) {
    return Count.update(at.x().size(), 5).plus(Count.update(at.state().size(), 2));
  }
}
