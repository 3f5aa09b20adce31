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
  private final Map<String, Schema> from;
  private final Set<String> reset;
  private final Map<String, Handover.Policy> policies = new LinkedHashMap<>();
  private final Map<String, Tensors> held = new LinkedHashMap<>();

  Transit(Handover to, Stage stage, Map<String, Schema> from, Set<String> reset) {
    this.to = to;
    this.stage = stage;
    this.from = from;
    this.reset = reset;
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
    return policies;
  }

  private static String role(String path) {
    return path.contains("/") ? path.substring(0, path.indexOf('/')) : path;
  }

  /** What stands before the names of a part's numbers among those of its role. */
  private static String prefix(String path) {
    return path.contains("/") ? path.substring(path.indexOf('/') + 1) + "/" : "";
  }

  private static Predicate<String> of(String path) {
    String prefix = prefix(path);
    return name -> prefix.isEmpty() || KINDS.stream().anyMatch(kind -> name.startsWith(kind + prefix));
  }

  /** What the part at a path holds, of what the roles hold. */
  static Values held(Map<String, Values> roles, String path) {
    Values all = roles.getOrDefault(role(path), Values.none());
    String prefix = prefix(path);
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
    return held.getOrDefault(role(path), Tensors.none()).under(kind + prefix(path));
  }

  private void replace(String path, String kind, Tensors by) {
    String names = kind + prefix(path);
    held.merge(role(path), by.prefixed(names), (all, mine) -> all.filter(n -> !n.startsWith(names)).and(mine));
  }

  /** Takes one part through the table; those nested in it first. */
  void move(String path) throws Handover.Declined {
    Schema old = from.get(path);
    Handover.Node part = to.to().get(path);
    boolean other = !old.equals(part.schema());
    boolean begun = stage instanceof Stage.Tuning t && t.draws() > 0 || stage instanceof Stage.Testing e && e.draws() > 0;
    if (reset.contains(path)) {
      policies.put(path, Handover.Policy.RESET);
    } else if (other && begun && role(path).equals(Saving.OPTIMIZEE)) {
      throw incompatible(path, "an evaluation on " + old + " is under way and cannot go on with " + part.schema()
          + "; reset it to begin this evaluation again, or go on with " + old);
    } else if (!other || held.getOrDefault(role(path), Tensors.none()).names().stream().noneMatch(of(path))) {
      policies.put(path, Handover.Policy.CARRY);
    } else {
      Successor successor = part.part().aspect(Successor.class).orElseThrow(() -> incompatible(path, part.schema()
          + " cannot take over the values of " + old + ", for it is no Successor; reset it, or go on with " + old));
      adopt(path, successor);
      policies.put(path, Handover.Policy.ADOPT);
    }
  }

  private void adopt(String path, Successor successor) throws Handover.Declined {
    List<String> kinds = switch (role(path)) {
      case Saving.OPTIMIZER -> List.of(THETA, STATE);
      case Saving.OUTER -> List.of(STATE);
      case Saving.ESTIMATOR -> List.of(MEMORY);
      default -> List.of(X);
    };
    Values saved = Values.none();
    for (String kind : kinds) {
      saved = saved.and(kind, Values.of(own(path, kind)));
    }
    if (stage instanceof Stage.Training t && role(path).equals(Saving.OPTIMIZEE)) {
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
      mine = successor.adopt(from.get(path), saved);
    } catch (IncompatibleSnapshot e) {
      throw incompatible(path, e.getMessage());
    }
    String gave = "adopt of " + to.to().get(path).schema() + " gave ";
    if (mine == null) {
      throw contract(path, gave + "null for " + saved + "; let it give its own values, or throw IncompatibleSnapshot");
    }
    for (String name : mine.names()) {
      if (kinds.stream().noneMatch(name::startsWith) && !saved.names().contains(name)) {
        throw contract(path, gave + "'" + name + "' for " + saved + "; let it give names that begin with " + String.join(" or ", kinds));
      }
    }
    return mine;
  }

  private static Handover.Declined incompatible(String path, String sentence) {
    return new Handover.Declined(path, Handover.Code.INCOMPATIBLE, sentence);
  }

  private static Handover.Declined contract(String path, String sentence) {
    return new Handover.Declined(path, Handover.Code.CONTRACT, sentence);
  }

  /** The stage with the other parts, its structure looked at. */
  Stage arrive() throws Handover.Declined {
    if (stage instanceof Stage.Training t) {
      return new Stage.Training(t.contestant(), trained(t.state()));
    }
    Tensors theta = theta();
    boolean again = touched(Saving.OPTIMIZER, Handover.Policy.ADOPT, Handover.Policy.RESET)
        || touched(Saving.OPTIMIZEE, Handover.Policy.RESET);
    if (stage instanceof Stage.Tuning t) {
      return !again ? t : new Stage.Tuning(t.contestant(), theta, t.trained(), t.means(), 0, Curves.NONE);
    }
    Stage.Testing t = (Stage.Testing) stage;
    if (touched(Saving.OPTIMIZER, Handover.Policy.RESET) && t.chosen().isPresent()) {
      theta = to.contestant().tuning().orElseThrow().with(theta, t.chosen().get().value());
    }
    return !again ? t : new Stage.Testing(t.contestant(), theta, t.trained(), t.chosen(), 0, Curves.NONE);
  }

  private boolean touched(String role, Handover.Policy... those) {
    return policies.entrySet().stream().anyMatch(e -> role(e.getKey()).equals(role) && List.of(those).contains(e.getValue()));
  }

  private boolean touched(String role) {
    return touched(role, Handover.Policy.values());
  }

  /** Theta under the new parts. */
  private Tensors theta() throws Handover.Declined {
    if (!touched(Saving.OPTIMIZER) && !touched(Saving.OPTIMIZEE)) {
      return stage.theta();
    }
    if (touched(Saving.OPTIMIZER, Handover.Policy.RESET)) {
      Tensors first;
      try {
        first = to.contestant().start(to.setup());
      } catch (Refusal e) {
        throw incompatible(Saving.OPTIMIZER, e.getMessage());
      }
      for (String path : resets(Saving.OPTIMIZER)) {
        replace(path, THETA, first.under(prefix(path)));
      }
    }
    Tensors own = MetaTraining.theta(to.setup(), to.contestant().optimizer());
    Tensors theta = fitting(Saving.OPTIMIZER, "theta", held.get(Saving.OPTIMIZER).under(THETA), own);
    String tuned = to.contestant().tuning().map(Tuning::hyperparameter).filter(h -> !theta.names().contains(h)).orElse(null);
    if (tuned != null) {
      throw incompatible(Saving.OPTIMIZER, "'" + tuned + "' is to be tuned, and theta becomes " + theta + "; take a part that has it");
    }
    return theta;
  }

  private List<String> resets(String role) {
    return policies.keySet().stream().filter(p -> role(p).equals(role) && policies.get(p) == Handover.Policy.RESET).toList();
  }

  private MetaTraining.State trained(MetaTraining.State state) throws Handover.Declined {
    Tensors theta = theta();
    boolean anew = touched(Saving.OPTIMIZER, Handover.Policy.RESET);
    Optional<MetaTraining.Best> best = state.best();
    if (anew) {
      best = Optional.empty();
    } else if (best.isPresent() && touched(Saving.OPTIMIZER)) {
      best = Optional.of(new MetaTraining.Best(best.get().step(), best.get().mean(),
          fitting(Saving.OPTIMIZER, "best theta", held.get(Saving.OPTIMIZER).under(BEST), theta)));
    }
    Optional<Episode> episode = anew || touched(Saving.OPTIMIZEE, Handover.Policy.RESET) || state.episode().isEmpty() ? Optional.empty()
        : Optional.of(episode(state.episode().get(), state.theta(), theta));
    return new MetaTraining.State(state.step(), theta, outer(state, theta), episode, best);
  }

  private Episode episode(Episode e, Tensors before, Tensors theta) throws Handover.Declined {
    resets(Saving.ESTIMATOR).forEach(path -> replace(path, MEMORY, Tensors.none()));
    Tensors memory = held.get(Saving.ESTIMATOR).under(MEMORY);
    if (!memory.isEmpty() && !PartFault.alike(before, theta) && !touched(Saving.ESTIMATOR, Handover.Policy.ADOPT)) {
      throw incompatible(Saving.OPTIMIZER, "the estimator remembers " + memory + " of a theta " + before + ", and theta becomes " + theta
          + "; reset the estimator, too");
    }
    if (!touched(Saving.OPTIMIZER) && !touched(Saving.OPTIMIZEE)) {
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
    boolean moved = touched(Saving.OPTIMIZER, Handover.Policy.ADOPT, Handover.Policy.RESET);
    if (!touched(Saving.OUTER) && !moved) {
      return state.outer();
    }
    Tensors own = to.contestant().training().orElseThrow().outerState(to.setup(), theta);
    if (!touched(Saving.OUTER) && touched(Saving.OPTIMIZER, Handover.Policy.RESET) && !PartFault.alike(state.outer(), own)) {
      policies.put(Saving.OUTER, Handover.Policy.RESET);
    }
    resets(Saving.OUTER).forEach(path -> replace(path, STATE, own.under(prefix(path))));
    return fitting(Saving.OUTER, "a state", held.get(Saving.OUTER).under(STATE), own);
  }

  /** What is there, which must be like what the new part makes itself; in the new part's order where it is not just carried. */
  private Tensors fitting(String role, String what, Tensors there, Tensors own) throws Handover.Declined {
    if (!PartFault.alike(there, own)) {
      throw misfit(role, what, there, own);
    }
    if (!touched(role, Handover.Policy.ADOPT, Handover.Policy.RESET)) {
      return there;
    }
    Map<String, Tensor> ordered = new LinkedHashMap<>();
    own.names().forEach(name -> ordered.put(name, there.get(name)));
    return Tensors.of(ordered);
  }

  private Handover.Declined misfit(String role, String what, Tensors there, Tensors own) {
    String both = what + " " + PartFault.text(there, own);
    String wants = PartFault.text(own, there);
    Optional<String> owner = owner(role, there, own);
    boolean elsewhere = touched(Saving.OPTIMIZEE, Handover.Policy.ADOPT, Handover.Policy.RESET)
        || policies.keySet().stream().anyMatch(p -> role(p).equals(Saving.OPTIMIZEE) && !from.get(p).equals(to.to().get(p).schema()));
    if (owner.isPresent() && policies.get(owner.get()) == Handover.Policy.ADOPT) {
      return contract(owner.get(), "adopt of " + to.to().get(owner.get()).schema() + " gave " + both + ", and its own is " + wants
          + "; let adopt give its own names, shapes and precision");
    }
    if (owner.isPresent() && from.get(owner.get()).equals(to.to().get(owner.get()).schema())
        && (role.equals(Saving.OPTIMIZEE) || role.equals(Saving.OUTER) && theirs() || role.equals(Saving.OPTIMIZER) && !elsewhere)) {
      return contract(owner.get(), from.get(owner.get()) + " held " + both + ", and the new one of the same edition wants " + wants
          + "; raise its edition, and make it a Successor if it can take over the values");
    }
    String path = owner.orElseGet(() -> policies.keySet().stream().filter(p -> !from.get(p).equals(to.to().get(p).schema())).findFirst()
        .orElseGet(() -> policies.keySet().iterator().next()));
    String whose = owner.isPresent() ? "" : " of the " + role;
    return incompatible(path, both + whose + " does not fit what it would be now, " + wants + "; reset the " + role
        + (path.equals(role) ? "" : ", too") + ", or go on with " + from.get(path));
  }

  /** Whether theta is what it was in structure, so that the outer's state must be, too. */
  private boolean theirs() {
    return !touched(Saving.OPTIMIZER, Handover.Policy.ADOPT, Handover.Policy.RESET);
  }

  /** The innermost part that changes and whose numbers do not fit. */
  private Optional<String> owner(String role, Tensors there, Tensors own) {
    Predicate<String> differs = name -> !there.names().contains(name) || !own.names().contains(name)
        || !PartFault.alike(Tensors.of(name, there.get(name)), Tensors.of(name, own.get(name)));
    String first = there.and(own).names().stream().filter(differs).findFirst().orElseThrow();
    return policies.keySet().stream().filter(p -> role(p).equals(role) && first.startsWith(prefix(p)))
        .reduce((a, b) -> prefix(a).length() >= prefix(b).length() ? a : b);
  }
}
