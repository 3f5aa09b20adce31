package l2l.runner.loop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import l2l.api.Episode;
import l2l.api.state.IncompatibleSnapshot;
import l2l.api.state.Schema;
import l2l.api.state.Snapshot;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;

/**
 * A contest as plain data and back, bit for bit.
 *
 * <p>A snapshot holds the current stage: what each part remembers under its role, and the contest's own progress under "contest". A nested
 * part's numbers stand among those of the part it is nested in, behind its key ("theta/rest/rate"); under its own path stands its schema
 * alone. What is concluded is not in it: it changes no more, and is written once, as {@link #values(Contestant.Outcome)}.
 */
public final class Saving {

  /** Roles of the parts that remember something. */
  static final String OPTIMIZER = "optimizer";
  static final String OUTER = "outer";
  static final String ESTIMATOR = "estimator";
  static final String OPTIMIZEE = "optimizee";

  private static final String CONTEST = "contest";
  private static final Schema OWN = new Schema(CONTEST, 1);
  private static final int TRAINING = 0;
  private static final int TUNING = 1;
  private static final int TESTING = 2;

  private Saving() {}

  /**
   * The current stage of a contest.
   *
   * @param schemas of the current contestant's parts by path: "optimizer", "optimizer/rest", "outer", …; those of no part between two
   *     contestants
   * @throws IllegalArgumentException where a part remembers something and its schema is not given
   */
  public static Snapshot snapshot(Seed seed, Standing standing, Map<String, Schema> schemas) {
    Map<String, Snapshot.Saved> parts = new LinkedHashMap<>();
    Values own = Values.none().with("tick", Plain.halves(standing.tick()), 2)
        .with("concluded", new double[] {standing.concluded().size()});
    if (standing.stage().isPresent()) {
      parts.putAll(parts(standing.stage().get(), schemas));
      own = own.and("", progress(standing.stage().get()));
    }
    parts.put(CONTEST, new Snapshot.Saved(OWN, own));
    long metaStep = standing.stage().map(s -> s instanceof Stage.Training t ? t.state().step()
        : trained(s).map(Contestant.Trained::step).orElse(0L)).orElse(0L);
    return new Snapshot(seed, metaStep, parts);
  }

  /**
   * Meta-training alone.
   *
   * @param schemas of the parts, by the roles "optimizer", "outer", "estimator", "optimizee"
   */
  public static Snapshot snapshot(Seed seed, MetaTraining.State state, Map<String, Schema> schemas) {
    return new Snapshot(seed, state.step(), parts(new Stage.Training("", state), schemas));
  }

  private static Map<String, Snapshot.Saved> parts(Stage stage, Map<String, Schema> schemas) {
    Map<String, Values> held = held(stage);
    held.keySet().stream().filter(role -> !schemas.containsKey(role)).findFirst().ifPresent(role -> {
      throw new IllegalArgumentException("snapshot: the " + role + " remembers something and its schema is not among " + schemas.keySet());
    });
    Map<String, Snapshot.Saved> parts = new LinkedHashMap<>();
    schemas.forEach((path, schema) -> parts.put(path, new Snapshot.Saved(schema, held.getOrDefault(path, Values.none()))));
    return parts;
  }

  /** What the parts of each role remember; a role that cannot remember anything in this stage is not there. */
  private static Map<String, Values> held(Stage stage) {
    Map<String, Values> held = new LinkedHashMap<>();
    for (String role : stage instanceof Stage.Training ? List.of(OPTIMIZER, OUTER, ESTIMATOR, OPTIMIZEE) : List.of(OPTIMIZER)) {
      held.put(role, held(stage, role));
    }
    return held;
  }

  /** What the parts of a role remember. */
  static Values held(Stage stage, String role) {
    Optional<MetaTraining.State> state = stage instanceof Stage.Training t ? Optional.of(t.state()) : Optional.empty();
    Optional<Episode> episode = state.flatMap(MetaTraining.State::episode);
    return switch (role) {
      case OPTIMIZER -> Values.none().and("theta/", Values.of(stage.theta()))
          .and("state/", episode.map(e -> Values.of(e.state())).orElse(Values.none()))
          .and("best/", state.flatMap(MetaTraining.State::best).map(Plain::of).orElse(Values.none()));
      case OUTER -> Values.none().and("state/", state.map(s -> Values.of(s.outer())).orElse(Values.none()));
      case ESTIMATOR -> Values.none().and("memory/", episode.map(e -> Values.of(e.memory())).orElse(Values.none()));
      case OPTIMIZEE -> episode.map(e -> Values.none().and("x/", Values.of(e.x())).with("t", new double[] {e.t()})
          .with("began", new double[] {e.metaStep()}).with("seed", Plain.halves(e.optimizee().value()), 2)).orElse(Values.none());
      default -> Values.none();
    };
  }

  /** What a stage holds beyond what its parts remember. */
  private static Values progress(Stage stage) {
    float[] name = Plain.bytes(stage.contestant());
    Values v = Values.none().with("contestant", name, name.length)
        .and("trained/", trained(stage).map(Plain::of).orElse(Values.none()));
    if (stage instanceof Stage.Tuning t) {
      return v.with("stage", new double[] {TUNING}).with("means", t.means(), t.means().length)
          .with("draws", new double[] {t.draws()}).and("partial/", Plain.of(t.partial()));
    }
    if (stage instanceof Stage.Testing t) {
      return v.with("stage", new double[] {TESTING}).and("chosen/", t.chosen().map(Plain::of).orElse(Values.none()))
          .with("draws", new double[] {t.draws()}).and("partial/", Plain.of(t.partial()));
    }
    return v.with("stage", new double[] {TRAINING});
  }

  private static Optional<Contestant.Trained> trained(Stage stage) {
    return stage instanceof Stage.Tuning t ? t.trained() : stage instanceof Stage.Testing e ? e.trained() : Optional.empty();
  }

  /** The schemas a snapshot was made with, by path; for a {@link Handover} to other parts. */
  public static Map<String, Schema> schemas(Snapshot snapshot) {
    Map<String, Schema> schemas = new LinkedHashMap<>();
    snapshot.parts().forEach((path, saved) -> {
      if (!path.equals(CONTEST)) {
        schemas.put(path, saved.schema());
      }
    });
    return schemas;
  }

  /** Whether a snapshot was made while meta-training went on. */
  public static boolean training(Snapshot snapshot) {
    Snapshot.Saved own = snapshot.parts().get(CONTEST);
    return own == null || own.values().names().contains("stage") && Plain.number(own.values(), "stage") == TRAINING;
  }

  /** The contestant whose stage a snapshot holds; empty between two contestants, and for a snapshot of meta-training alone. */
  public static Optional<String> contestant(Snapshot snapshot) {
    return Optional.ofNullable(snapshot.parts().get(CONTEST)).map(Snapshot.Saved::values).filter(v -> v.names().contains("stage"))
        .map(v -> Plain.text(v, "contestant"));
  }

  /**
   * The contest a snapshot was made of, on an engine.
   *
   * @param schemas of the parts to go on with, by path; those of {@link #schemas(Snapshot)} where a {@link Handover} follows
   * @param concluded outcomes written so far; those that came after the snapshot are left out
   * @throws IncompatibleSnapshot where a part is of another name or edition, or something is missing
   */
  public static Standing restore(Engine engine, Snapshot snapshot, Map<String, Schema> schemas, List<Contestant.Outcome> concluded)
      throws IncompatibleSnapshot {
    Snapshot.Saved own = snapshot.parts().get(CONTEST);
    if (own == null || !own.schema().equals(OWN)) {
      throw new IncompatibleSnapshot("the snapshot holds " + (own == null ? "meta-training alone, no contest" : own.schema())
          + "; begin a new run from it");
    }
    Values v = own.values();
    int count = (int) Plain.number(v, "concluded");
    if (concluded.size() < count) {
      throw new IncompatibleSnapshot("the snapshot was made when " + count + " contestants were through, and what " + concluded.size()
          + " of them came to is there; go on from an earlier snapshot");
    }
    Optional<Stage> stage = v.names().contains("stage") ? Optional.of(stage(engine, snapshot, v, schemas)) : Optional.empty();
    return new Standing(Plain.whole(v, "tick"), concluded.subList(0, count), stage);
  }

  private static Stage stage(Engine engine, Snapshot snapshot, Values v, Map<String, Schema> schemas) throws IncompatibleSnapshot {
    String name = Plain.text(v, "contestant");
    int kind = (int) Plain.number(v, "stage");
    if (kind == TRAINING) {
      return new Stage.Training(name, training(engine, snapshot, schemas));
    }
    var theta = saved(snapshot, OPTIMIZER, schemas).under("theta/").on(engine);
    for (String path : schemas.keySet()) {
      same(snapshot, path, schemas);
    }
    Optional<Contestant.Trained> trained = Plain.trained(engine, v.under("trained/"));
    int draws = (int) Plain.number(v, "draws");
    Curves partial = Plain.curves(v.under("partial/"));
    return kind == TUNING ? new Stage.Tuning(name, theta, trained, v.doubles("means"), draws, partial)
        : new Stage.Testing(name, theta, trained, Plain.chosen(v.under("chosen/")), draws, partial);
  }

  /**
   * The meta-training a snapshot holds, on an engine.
   *
   * @throws IncompatibleSnapshot where a part is of another name or edition, or the snapshot is of tuning or testing
   */
  public static MetaTraining.State restore(Engine engine, Snapshot snapshot, Map<String, Schema> schemas) throws IncompatibleSnapshot {
    Snapshot.Saved own = snapshot.parts().get(CONTEST);
    if (own != null && (!own.values().names().contains("stage") || Plain.number(own.values(), "stage") != TRAINING)) {
      throw new IncompatibleSnapshot("the snapshot was made after meta-training; begin from one made while it went on");
    }
    return training(engine, snapshot, schemas);
  }

  private static MetaTraining.State training(Engine engine, Snapshot snapshot, Map<String, Schema> schemas) throws IncompatibleSnapshot {
    Values optimizer = saved(snapshot, OPTIMIZER, schemas);
    Values outer = saved(snapshot, OUTER, schemas);
    Values estimator = saved(snapshot, ESTIMATOR, schemas);
    Values optimizee = saved(snapshot, OPTIMIZEE, schemas);
    for (String path : schemas.keySet()) {
      same(snapshot, path, schemas);
    }
    Optional<Episode> episode = Optional.empty();
    if (optimizee.names().contains("t")) {
      episode = Optional.of(new Episode(new Seed(Plain.whole(optimizee, "seed")), (long) Plain.number(optimizee, "began"),
          (long) Plain.number(optimizee, "t"), optimizee.under("x/").on(engine), optimizer.under("state/").on(engine),
          estimator.under("memory/").on(engine)));
    }
    return new MetaTraining.State(snapshot.metaStep(), optimizer.under("theta/").on(engine), outer.under("state/").on(engine), episode,
        Plain.best(engine, optimizer.under("best/")));
  }

  private static Values saved(Snapshot snapshot, String role, Map<String, Schema> schemas) throws IncompatibleSnapshot {
    if (!snapshot.parts().containsKey(role)) {
      throw new IncompatibleSnapshot("the snapshot holds no " + role + "; it is not one of meta-training");
    }
    same(snapshot, role, schemas);
    return snapshot.parts().get(role).values();
  }

  /** A path that the snapshot does not know is no nested part of the time it was made. */
  private static void same(Snapshot snapshot, String path, Map<String, Schema> schemas) throws IncompatibleSnapshot {
    Snapshot.Saved saved = snapshot.parts().get(path);
    if (saved != null && !saved.schema().equals(schemas.get(path))) {
      throw new IncompatibleSnapshot("the snapshot's " + path + " is " + saved.schema() + ", this run's is " + schemas.get(path)
          + "; continue it with the part it was made with");
    }
  }

  /** What a contestant came to, its name included. */
  public static Values values(Contestant.Outcome o) {
    float[] name = Plain.bytes(o.name());
    return Values.none().with("name", name, name.length).and("theta/", Values.of(o.theta()))
        .and("trained/", o.trained().map(Plain::of).orElse(Values.none()))
        .and("chosen/", o.chosen().map(Plain::of).orElse(Values.none())).and("test/", Plain.of(o.test()));
  }

  /** The inverse of {@link #values}. */
  public static Contestant.Outcome outcome(Engine engine, Values v) {
    return new Contestant.Outcome(Plain.text(v, "name"), v.under("theta/").on(engine), Plain.trained(engine, v.under("trained/")),
        Plain.chosen(v.under("chosen/")), Plain.curves(v.under("test/")));
  }

  /** The verdict of each test task, from what a contestant came to. */
  public static double[] verdicts(Values v) {
    return Plain.curves(v.under("test/")).verdicts();
  }
}
