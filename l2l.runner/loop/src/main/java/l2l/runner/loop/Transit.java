package l2l.runner.loop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import l2l.api.Episode;
import l2l.api.Split;
import l2l.api.state.IncompatibleSnapshot;
import l2l.api.state.Schema;
import l2l.api.state.Successor;
import l2l.api.state.Values;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** A stage on its way to other parts: {@link Handover}, part by part and then looked at as a whole. */
final class Transit {
  private static final String THETA = "theta/";
  private static final String STATE = "state/";
  private static final String BEST = "best/theta/";
  private static final String MEMORY = "memory/";
  private static final String X = "x/";
  private static final List<String> KINDS = List.of(THETA, STATE, BEST, MEMORY, X);

  private final Handover to;
  private final Stage stage;
  private final Set<String> reset;
  private final Moves moves;
  private final Map<String, Tensors> held = new LinkedHashMap<>();

  Transit(Handover to, Stage stage, Map<String, Schema> from, Set<String> reset) {
    this.to = to;
    this.stage = stage;
    this.reset = reset;
    this.moves = new Moves(from, to.to());
    Tensors optimizer = stage.theta().prefixed(THETA);
    if (stage instanceof Stage.Training t) {
      MetaTraining.State s = t.state();
      optimizer = optimizer.and(s.episode().map(e -> e.state().prefixed(STATE)).orElse(Tensors.none()))
          .and(s.best().map(b -> b.theta().prefixed(BEST)).orElse(Tensors.none()));
      held.put(Saving.OUTER, s.outer().prefixed(STATE));
      held.put(Saving.ESTIMATOR, s.episode().map(e -> e.memory().prefixed(MEMORY)).orElse(Tensors.none()));
      held.put(Saving.OPTIMIZEE, s.episode().map(e -> e.x().prefixed(X)).orElse(Tensors.none()));
    }
    held.put(Saving.OPTIMIZER, optimizer);
  }

  /** What was done, by path. */
  Map<String, Handover.Policy> policies() {
    return moves.policies();
  }

  private static Predicate<String> of(String path) {
    String prefix = Moves.prefix(path);
    return name -> prefix.isEmpty() || KINDS.stream().anyMatch(kind -> name.startsWith(kind + prefix));
  }

  /** What the part at a path holds. */
  static Values held(Stage stage, String path) {
    Values all = Saving.held(stage, Moves.role(path));
    String prefix = Moves.prefix(path);
    if (prefix.isEmpty()) {
      return all;
    }
    Values own = Values.none();
    for (String kind : KINDS) {
      own = own.and(kind, all.under(kind + prefix));
    }
    return own;
  }

  /** The numbers of one kind of the part at a path, under the names it gave them. */
  private Tensors own(String path, String kind) {
    return held.getOrDefault(Moves.role(path), Tensors.none()).under(kind + Moves.prefix(path));
  }

  private void replace(String path, String kind, Tensors by) {
    String names = kind + Moves.prefix(path);
    held.merge(Moves.role(path), by.prefixed(names), (all, mine) -> all.filter(n -> !n.startsWith(names)).and(mine));
  }

  /** Takes one part through the table; those nested in it first. */
  void move(String path) throws Handover.Declined {
    Schema old = moves.from().get(path);
    Schema schema = moves.schema(path);
    boolean begun = stage instanceof Stage.Tuning t && t.draws() > 0 || stage instanceof Stage.Testing e && e.draws() > 0;
    if (reset.stream().anyMatch(r -> r.equals(path) || path.startsWith(r + "/"))) {
      moves.policies().put(path, Handover.Policy.RESET);
    } else if (moves.other(path) && begun && Moves.role(path).equals(Saving.OPTIMIZEE)) {
      throw Moves.incompatible(path, "an evaluation on " + old + " is under way and cannot go on with " + schema
          + "; reset it to begin this evaluation again, or go on with " + old);
    } else if (!moves.other(path) || held.getOrDefault(Moves.role(path), Tensors.none()).names().stream().noneMatch(of(path))) {
      moves.policies().put(path, Handover.Policy.CARRY);
    } else {
      Successor successor = to.to().get(path).part().aspect(Successor.class).orElseThrow(() -> Moves.incompatible(path, schema
          + " cannot take over the values of " + old + ", for it is no Successor; reset it, or go on with " + old));
      adopt(path, successor);
      moves.policies().put(path, Handover.Policy.ADOPT);
    }
  }

  private void adopt(String path, Successor successor) throws Handover.Declined {
    List<String> kinds = switch (Moves.role(path)) {
      case Saving.OPTIMIZER -> List.of(THETA, STATE);
      case Saving.OUTER -> List.of(STATE);
      case Saving.ESTIMATOR -> List.of(MEMORY);
      default -> List.of(X);
    };
    Values saved = Values.none();
    for (String kind : kinds) {
      saved = saved.and(kind, Values.of(own(path, kind)));
    }
    if (stage instanceof Stage.Training t && Moves.role(path).equals(Saving.OPTIMIZEE)) {
      saved = saved.with("t", new double[] {t.state().episode().orElseThrow().t()});
    }
    Values mine = adopted(path, successor, saved, kinds);
    Tensors best = own(path, BEST);
    for (String kind : kinds) {
      replace(path, kind, mine.under(kind).on(to.setup().engine()));
    }
    if (!best.isEmpty()) {
      Values its = adopted(path, successor, Values.none().and(THETA, Values.of(best)), List.of(THETA));
      replace(path, BEST, its.under(THETA).on(to.setup().engine()));
    }
  }

  private Values adopted(String path, Successor successor, Values saved, List<String> kinds) throws Handover.Declined {
    Values mine;
    try {
      mine = successor.adopt(moves.from().get(path), saved);
    } catch (IncompatibleSnapshot e) {
      throw Moves.incompatible(path, e.getMessage());
    }
    String gave = "adopt of " + moves.schema(path) + " gave ";
    if (mine == null) {
      throw Moves.contract(path, gave + "null for " + saved + "; let it give its own values, or throw IncompatibleSnapshot");
    }
    for (String name : mine.names()) {
      if (kinds.stream().noneMatch(name::startsWith) && !saved.names().contains(name)) {
        throw Moves.contract(path, gave + "'" + name + "' for " + saved
            + "; let it give names that begin with " + String.join(" or ", kinds));
      }
    }
    return mine;
  }

  /** The stage with the other parts, its structure looked at. */
  Stage arrive() throws Handover.Declined {
    if (stage instanceof Stage.Training t) {
      return new Stage.Training(t.contestant(), trained(t.state()));
    }
    Tensors theta = theta();
    boolean again = moves.renewed(Saving.OPTIMIZER)
        || moves.touched(Saving.OPTIMIZEE, Handover.Policy.RESET);
    if (stage instanceof Stage.Tuning t) {
      return !again ? t : new Stage.Tuning(t.contestant(), theta, t.trained(), t.means(), 0, Curves.NONE);
    }
    Stage.Testing t = (Stage.Testing) stage;
    if (moves.touched(Saving.OPTIMIZER, Handover.Policy.RESET) && t.chosen().isPresent()) {
      theta = to.contestant().tuning().orElseThrow().with(theta, t.chosen().get().value());
    }
    return !again ? t : new Stage.Testing(t.contestant(), theta, t.trained(), t.chosen(), 0, Curves.NONE);
  }

  /** Theta under the new parts. */
  private Tensors theta() throws Handover.Declined {
    if (!moves.touched(Saving.OPTIMIZER) && !moves.touched(Saving.OPTIMIZEE)) {
      return stage.theta();
    }
    if (moves.touched(Saving.OPTIMIZER, Handover.Policy.RESET)) {
      Tensors first;
      try {
        first = to.contestant().start(to.setup());
      } catch (Refusal e) {
        throw Moves.incompatible(Saving.OPTIMIZER, e.getMessage());
      }
      for (String path : moves.resets(Saving.OPTIMIZER)) {
        replace(path, THETA, first.under(Moves.prefix(path)));
      }
    }
    Tensors own = MetaTraining.theta(to.setup(), to.contestant().optimizer());
    Tensors theta = fitting(Saving.OPTIMIZER, "theta", held.get(Saving.OPTIMIZER).under(THETA), own);
    String tuned = to.contestant().tuning().map(Tuning::hyperparameter).filter(h -> !theta.names().contains(h)).orElse(null);
    if (tuned != null) {
      throw Moves.incompatible(Saving.OPTIMIZER, "'" + tuned + "' is to be tuned, and theta becomes " + theta
          + "; take a part that has it");
    }
    return theta;
  }

  private MetaTraining.State trained(MetaTraining.State state) throws Handover.Declined {
    Tensors theta = theta();
    boolean anew = moves.touched(Saving.OPTIMIZER, Handover.Policy.RESET);
    Optional<MetaTraining.Best> best = state.best();
    if (anew) {
      best = Optional.empty();
    } else if (best.isPresent() && moves.touched(Saving.OPTIMIZER)) {
      best = Optional.of(new MetaTraining.Best(best.get().step(), best.get().mean(),
          fitting(Saving.OPTIMIZER, "best theta", held.get(Saving.OPTIMIZER).under(BEST), theta)));
    }
    boolean ends = anew || moves.touched(Saving.OPTIMIZEE, Handover.Policy.RESET);
    Optional<Episode> episode = ends || state.episode().isEmpty() ? Optional.empty()
        : Optional.of(episode(state.episode().get(), state.theta(), theta));
    return new MetaTraining.State(state.step(), theta, outer(state, theta), episode, best);
  }

  private Episode episode(Episode e, Tensors before, Tensors theta) throws Handover.Declined {
    moves.resets(Saving.ESTIMATOR).forEach(path -> replace(path, MEMORY, Tensors.none()));
    Tensors memory = held.get(Saving.ESTIMATOR).under(MEMORY);
    if (!memory.isEmpty() && !PartFault.alike(before, theta) && !moves.touched(Saving.ESTIMATOR, Handover.Policy.ADOPT)) {
      throw Moves.incompatible(Saving.OPTIMIZER, "the estimator remembers " + memory + " of a theta " + before + ", and theta becomes "
          + theta + "; reset the estimator, too");
    }
    if (!moves.touched(Saving.OPTIMIZER) && !moves.touched(Saving.OPTIMIZEE)) {
      return e.remembering(memory);
    }
    Problem problem = new Problem(to.setup().engine(), to.setup().family(), to.contestant().optimizer(),
        to.contestant().training().orElseThrow().objective(), to.setup().horizon(), Split.TRAIN, to.setup().memory());
    problem.metaStep(e.metaStep());
    Episode own = problem.begin(theta, e.optimizee());
    Tensors x = fitting(Saving.OPTIMIZEE, "x", held.get(Saving.OPTIMIZEE).under(X), own.x());
    Tensors state = fitting(Saving.OPTIMIZER, "a state", held.get(Saving.OPTIMIZER).under(STATE), own.state());
    return new Episode(e.optimizee(), e.metaStep(), e.t(), x, state, memory);
  }

  private Tensors outer(MetaTraining.State state, Tensors theta) throws Handover.Declined {
    boolean moved = moves.renewed(Saving.OPTIMIZER);
    if (!moves.touched(Saving.OUTER) && !moved) {
      return state.outer();
    }
    Tensors own = to.contestant().training().orElseThrow().outerState(to.setup(), theta);
    if (!moves.touched(Saving.OUTER) && moves.touched(Saving.OPTIMIZER, Handover.Policy.RESET) && !PartFault.alike(state.outer(), own)) {
      moves.policies().put(Saving.OUTER, Handover.Policy.RESET);
    }
    moves.resets(Saving.OUTER).forEach(path -> replace(path, STATE, own.under(Moves.prefix(path))));
    return fitting(Saving.OUTER, "a state", held.get(Saving.OUTER).under(STATE), own);
  }

  /** What is there, which must be like what the new part makes itself; in the new part's order where it is not just carried. */
  private Tensors fitting(String role, String what, Tensors there, Tensors own) throws Handover.Declined {
    if (!PartFault.alike(there, own)) {
      throw moves.misfit(role, what, there, own);
    }
    if (!moves.renewed(role)) {
      return there;
    }
    Map<String, Tensor> ordered = new LinkedHashMap<>();
    own.names().forEach(name -> ordered.put(name, there.get(name)));
    return Tensors.of(ordered);
  }
}
