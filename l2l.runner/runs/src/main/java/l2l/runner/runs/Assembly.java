package l2l.runner.runs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import l2l.api.Extensible;
import l2l.api.MetaGradient;
import l2l.api.MetaObjective;
import l2l.api.OptimizeeFamily;
import l2l.api.Optimizer;
import l2l.api.data.ArraySource;
import l2l.api.state.IncompatibleSnapshot;
import l2l.api.state.Schema;
import l2l.api.state.Snapshot;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.runner.experiment.Binding;
import l2l.runner.experiment.Choice;
import l2l.runner.experiment.Experiment;
import l2l.runner.loop.Contestant;
import l2l.runner.loop.Evaluation;
import l2l.runner.loop.Handover;
import l2l.runner.loop.MetaTraining;
import l2l.runner.loop.Saving;
import l2l.runner.loop.Schedule;
import l2l.runner.loop.Setup;
import l2l.runner.loop.Standing;
import l2l.runner.loop.Tuning;
import l2l.runner.loop.Watch;
import l2l.runner.store.BadInput;
import l2l.runner.store.JsonText;
import l2l.runner.store.SnapshotFile;
import l2l.runner.store.TrainedOptimizer;

/** An experiment with its services put in place: what the loop computes with. */
public final class Assembly {

  /** The share of the heap an unroll may keep for its derivative. */
  private static final double SHARE_FOR_UNROLL = 0.6;

  private final Experiment experiment;
  private final Binding binding;
  private final Set<String> through;
  private final Setup setup;
  private final List<Contestant> contestants;
  private final List<String> warnings = new ArrayList<>();

  /**
   * Puts the services in place.
   *
   * @param through contestants that need theirs no more
   * @throws BadInput if a given theta cannot be read or is another optimizer's
   */
  public Assembly(Experiment experiment, Binding binding, Set<String> through) {
    this.experiment = experiment;
    this.binding = binding;
    this.through = through;
    this.setup = new Setup(get(experiment.engine(), Engine.class), get(experiment.optimizee(), OptimizeeFamily.class), experiment.horizon(),
        new Seed(experiment.seed()), trials("validation", experiment.validation()), trials("test", experiment.test()),
        (long) (SHARE_FOR_UNROLL * Runtime.getRuntime().maxMemory()));
    this.contestants = experiment.contestants().stream().map(this::contestant).toList();
  }

  /** What all contestants share. */
  public Setup setup() {
    return setup;
  }

  /** In the experiment's order. */
  public List<Contestant> contestants() {
    return contestants;
  }

  /** What the record should say before anything is computed. */
  List<String> warnings() {
    return warnings;
  }

  private <T> T get(Choice choice, Class<T> type) {
    return binding.get(choice, type);
  }

  private Setup.Trials trials(String name, Experiment.Trial trial) {
    return new Setup.Trials(name, get(trial.optimizee(), OptimizeeFamily.class), trial.draws(),
        trial.judge().map(j -> new Setup.Judge(j.split(), j.whole())));
  }

  private Contestant contestant(Experiment.Contestant c) {
    if (through.contains(c.name())) {
      return new Contestant(c.name(), null, Optional.empty(), Optional.empty(), Optional.empty());
    }
    return new Contestant(c.name(), get(c.optimizer(), Optimizer.class), given(c), c.train().map(this::training),
        c.tune().map(g -> Tuning.logarithmic(g.hyperparameter(), g.from(), g.to(), g.points())));
  }

  private Optional<Values> given(Experiment.Contestant c) {
    if (c.file().isPresent()) {
      Path file = c.file().get();
      TrainedOptimizer trained = TrainedOptimizer.read(file);
      Values theta = trained.of(schema(c.optimizer()), file);
      trained.changed(JsonText.line(c.optimizer().plain()))
          .forEach(x -> warnings.add(c.name() + ": not the settings it was trained with: " + x));
      return Optional.of(theta);
    }
    return c.arrays().map(a -> {
      try {
        return get(a, ArraySource.class).read();
      } catch (IOException e) {
        throw new BadInput(c.name() + ": " + e.getMessage(), e);
      }
    });
  }

  private MetaTraining training(Experiment.Training t) {
    Optimizer outer = get(t.outer(), Optimizer.class);
    return new MetaTraining(get(t.objective(), MetaObjective.class), get(t.estimator(), MetaGradient.class), outer,
        Schedule.valueOf(t.schedule().toUpperCase(Locale.ROOT)), t.last(), t.clip(), t.steps(), t.validate());
  }

  static Schema schema(Choice choice) {
    return new Schema(choice.part().name(), choice.part().edition());
  }

  /**
   * The parts of a contestant by their path in a snapshot: "optimizer", "optimizer/rest", "outer", "estimator", "objective", "optimizee".
   */
  Map<String, Choice> paths(String name) {
    Experiment.Contestant c = of(name);
    Map<String, Choice> paths = new LinkedHashMap<>();
    paths("optimizer", c.optimizer(), paths);
    paths("optimizee", experiment.optimizee(), paths);
    c.train().ifPresent(t -> {
      paths("outer", t.outer(), paths);
      paths("estimator", t.estimator(), paths);
      paths("objective", t.objective(), paths);
    });
    return paths;
  }

  private static void paths(String path, Choice choice, Map<String, Choice> into) {
    into.put(path, choice);
    choice.children().forEach(c -> paths(path + "/" + c.key(), c, into));
  }

  /** Schemas of a contestant's parts, by path. */
  Map<String, Schema> schemas(String name) {
    return paths(name).entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> schema(e.getValue())));
  }

  /** The part at a path of a contestant, for a hand-over. */
  Handover.Node node(Choice choice) {
    return new Handover.Node(schema(choice), get(choice, Extensible.class));
  }

  /** A snapshot of where the contest stands. */
  Snapshot snapshot(Standing standing) {
    return Saving.snapshot(setup.seed(), standing, standing.stage().map(s -> schemas(s.contestant())).orElse(Map.of()));
  }

  private Experiment.Contestant of(String name) {
    return experiment.contestants().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  /**
   * Where to go on from, by the contestant's name.
   *
   * @throws BadInput if the snapshot is of another seed, part, or size
   */
  Map<String, MetaTraining.State> restore(Path file) {
    SnapshotFile read = SnapshotFile.read(file);
    List<String> trained = experiment.contestants().stream().filter(c -> c.train().isPresent()).map(Experiment.Contestant::name).toList();
    if (!trained.contains(read.of())) {
      throw new BadInput(file + " is a snapshot of " + read.of() + ", and this experiment trains "
          + (trained.isEmpty() ? "none" : String.join(", ", trained)));
    }
    if (!read.snapshot().seed().equals(setup.seed())) {
      throw new BadInput(file + " is of seed " + read.snapshot().seed().value() + ", and this experiment of " + experiment.seed()
          + "; go on with --set seed=" + read.snapshot().seed().value());
    }
    try {
      MetaTraining.State state = Saving.restore(setup.engine(), read.snapshot(), schemas(read.of()));
      Contestant c = contestants.stream().filter(x -> x.name().equals(read.of())).findFirst().orElseThrow();
      new Contestant(file.toString(), c.optimizer(), Optional.of(Values.of(state.theta())), Optional.empty(), Optional.empty())
          .start(setup);
      return Map.of(read.of(), state);
    } catch (IncompatibleSnapshot e) {
      throw new BadInput(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Takes one step of everything, so that what cannot work is refused before anything is written: data files, given thetas, sizes that do
   * not fit, starts that are not finite.
   *
   * @throws BadInput for the first such thing
   */
  void rehearse() {
    Setup one = new Setup(setup.engine(), setup.family(), 1, setup.seed(), once(setup.validation()), once(setup.test()), setup.memory());
    for (Contestant c : contestants) {
      if (through.contains(c.name())) {
        continue;
      }
      try {
        var theta = c.start(setup);
        Evaluation.of(one, one.test(), c.optimizer(), theta, Watch.NOBODY);
        if (c.training().isPresent() || c.tuning().isPresent()) {
          Evaluation.of(one, one.validation(), c.optimizer(), theta, Watch.NOBODY);
        }
      } catch (IllegalArgumentException e) {
        throw new BadInput(c.name() + ": " + e.getMessage(), e);
      }
    }
  }

  private static Setup.Trials once(Setup.Trials trials) {
    return new Setup.Trials(trials.name(), trials.family(), 1, trials.judge());
  }
}
