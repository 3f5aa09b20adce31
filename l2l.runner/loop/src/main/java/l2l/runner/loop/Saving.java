package l2l.runner.loop;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import l2l.api.Episode;
import l2l.api.state.IncompatibleSnapshot;
import l2l.api.state.Schema;
import l2l.api.state.Snapshot;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;

/** Meta-training as plain data and back, bit for bit. */
public final class Saving {

  /** Roles of the parts that remember something. */
  private static final String OPTIMIZER = "optimizer";
  private static final String OUTER = "outer";
  private static final String ESTIMATOR = "estimator";
  private static final String OPTIMIZEE = "optimizee";

  private Saving() {}

  /** @param schemas of the parts, by the roles "optimizer", "outer", "estimator", "optimizee" */
  public static Snapshot snapshot(Seed seed, MetaTraining.State state, Map<String, Schema> schemas) {
    Values optimizer = Values.none().and("theta/", Values.of(state.theta()));
    Values optimizee = Values.none();
    Values estimator = Values.none();
    if (state.episode().isPresent()) {
      Episode e = state.episode().get();
      optimizer = optimizer.and("state/", Values.of(e.state()));
      estimator = estimator.and("memory/", Values.of(e.memory()));
      optimizee = optimizee.and("x/", Values.of(e.x())).with("t", new double[] {e.t()}).with("began", new double[] {e.metaStep()})
          .with("seed", halves(e.optimizee()), 2);
    }
    if (state.best().isPresent()) {
      MetaTraining.Best b = state.best().get();
      optimizer = optimizer.and("best/theta/", Values.of(b.theta())).with("best/step", new double[] {b.step()})
          .with("best/mean", new double[] {b.mean()});
    }
    Map<String, Snapshot.Saved> parts = new LinkedHashMap<>();
    parts.put(OPTIMIZER, new Snapshot.Saved(schemas.get(OPTIMIZER), optimizer));
    parts.put(OUTER, new Snapshot.Saved(schemas.get(OUTER), Values.none().and("state/", Values.of(state.outer()))));
    parts.put(ESTIMATOR, new Snapshot.Saved(schemas.get(ESTIMATOR), estimator));
    parts.put(OPTIMIZEE, new Snapshot.Saved(schemas.get(OPTIMIZEE), optimizee));
    return new Snapshot(seed, state.step(), parts);
  }

  /** A seed as two whole numbers that doubles hold exactly. */
  private static double[] halves(Seed seed) {
    return new double[] {seed.value() >>> 32, seed.value() & 0xFFFFFFFFL};
  }

  /**
   * The state a snapshot holds, on an engine.
   *
   * @throws IncompatibleSnapshot where a part is of another name or edition
   */
  public static MetaTraining.State restore(Engine engine, Snapshot snapshot, Map<String, Schema> schemas) throws IncompatibleSnapshot {
    Map<String, Values> values = new LinkedHashMap<>();
    for (String role : new String[] {OPTIMIZER, OUTER, ESTIMATOR, OPTIMIZEE}) {
      Snapshot.Saved saved = snapshot.parts().get(role);
      if (saved == null) {
        throw new IncompatibleSnapshot("the snapshot holds no " + role + "; it is not one of meta-training");
      }
      if (!saved.schema().equals(schemas.get(role))) {
        throw new IncompatibleSnapshot("the snapshot's " + role + " is " + saved.schema() + ", this run's is " + schemas.get(role)
            + "; continue it with the part it was made with");
      }
      values.put(role, saved.values());
    }
    Values optimizer = values.get(OPTIMIZER);
    Values optimizee = values.get(OPTIMIZEE);
    Optional<Episode> episode = Optional.empty();
    if (optimizee.names().contains("t")) {
      double[] halves = optimizee.doubles("seed");
      Seed seed = new Seed(((long) halves[0] << 32) | (long) halves[1]);
      episode = Optional.of(new Episode(seed, (long) optimizee.doubles("began")[0], (long) optimizee.doubles("t")[0],
          on(engine, optimizee, "x/"),
          on(engine, optimizer, "state/"), on(engine, values.get(ESTIMATOR), "memory/")));
    }
    Optional<MetaTraining.Best> best = Optional.empty();
    if (optimizer.names().contains("best/step")) {
      best = Optional.of(new MetaTraining.Best((long) optimizer.doubles("best/step")[0], optimizer.doubles("best/mean")[0],
          on(engine, optimizer, "best/theta/")));
    }
    return new MetaTraining.State(snapshot.metaStep(), on(engine, optimizer, "theta/"), on(engine, values.get(OUTER), "state/"), episode,
        best);
  }

  private static Tensors on(Engine engine, Values values, String prefix) {
    return values.under(prefix).on(engine);
  }
}
