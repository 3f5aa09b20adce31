package l2l.runner.loop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import l2l.api.state.Schema;
import l2l.api.tensor.Tensors;

/**
 * What becomes of the parts that change, by path, and the words where their numbers do not fit.
 *
 * @param from the old parts' schemas
 * @param to the new parts
 * @param policies decided so far; grows
 */
record Moves(Map<String, Schema> from, Map<String, Handover.Node> to, Map<String, Handover.Policy> policies) {

  Moves(Map<String, Schema> from, Map<String, Handover.Node> to) {
    this(from, to, new LinkedHashMap<>());
  }

  /** The role a path begins with: "optimizer" of "optimizer/rest". */
  static String role(String path) {
    return path.contains("/") ? path.substring(0, path.indexOf('/')) : path;
  }

  /** What stands before the names of a part's numbers among those of its role: "rest/". */
  static String prefix(String path) {
    return path.contains("/") ? path.substring(path.indexOf('/') + 1) + "/" : "";
  }

  /** The new part's schema. */
  Schema schema(String path) {
    return to.get(path).schema();
  }

  /** Whether a part is of another schema than the one before. */
  boolean other(String path) {
    return !schema(path).equals(from.get(path));
  }

  /** Whether a part of the role changes, in one of these ways. */
  boolean touched(String role, Handover.Policy... ways) {
    return policies.entrySet().stream().anyMatch(e -> role(e.getKey()).equals(role) && List.of(ways).contains(e.getValue()));
  }

  /** Whether a part of the role changes at all. */
  boolean touched(String role) {
    return touched(role, Handover.Policy.values());
  }

  /** Whether numbers of the role are no longer the old part's. */
  boolean renewed(String role) {
    return touched(role, Handover.Policy.ADOPT, Handover.Policy.RESET);
  }

  /** The paths of a role that begin anew. */
  List<String> resets(String role) {
    return policies.keySet().stream().filter(p -> role(p).equals(role) && policies.get(p) == Handover.Policy.RESET).toList();
  }

  static Handover.Declined incompatible(String path, String sentence) {
    return new Handover.Declined(path, Handover.Code.INCOMPATIBLE, sentence);
  }

  static Handover.Declined contract(String path, String sentence) {
    return new Handover.Declined(path, Handover.Code.CONTRACT, sentence);
  }

  /**
   * Why numbers are not handed over that are not like the new part's own.
   *
   * @param there what would be handed over
   * @param own what the new part makes itself
   */
  Handover.Declined misfit(String role, String what, Tensors there, Tensors own) {
    String has = what + " " + PartFault.text(there, own);
    String wants = PartFault.text(own, there);
    Optional<String> owner = owner(role, there, own);
    if (owner.isPresent() && policies.get(owner.get()) == Handover.Policy.ADOPT) {
      return contract(owner.get(), "adopt of " + schema(owner.get()) + " gave " + has + ", and its own is " + wants
          + "; let adopt give its own names, shapes and precision");
    }
    Optional<String> culprit = follows(role) ? Optional.empty()
        : owner.or(() -> policies.keySet().stream().filter(p -> role(p).equals(Saving.OPTIMIZEE)).findFirst());
    if (culprit.isPresent() && !other(culprit.get())) {
      return contract(culprit.get(), from.get(culprit.get()) + " held " + has + ", and the new one of the same edition wants " + wants
          + "; raise its edition, and make it a Successor if it can take over the values; where only its settings changed, reset it");
    }
    String path = culprit.or(() -> policies.keySet().stream().filter(p -> other(p) || policies.get(p) != Handover.Policy.CARRY).findFirst())
        .orElseGet(() -> policies.keySet().iterator().next());
    return incompatible(path, has + (role(path).equals(role) ? "" : " of the " + role) + " does not fit what it would be now, " + wants
        + "; reset the " + role + (role(path).equals(role) ? "" : ", too") + ", or go on with " + from.get(path));
  }

  /** Whether a role's numbers may have become other ones because those of another role did. */
  private boolean follows(String role) {
    return role.equals(Saving.OUTER) && renewed(Saving.OPTIMIZER) || role.equals(Saving.OPTIMIZER)
        && (renewed(Saving.OPTIMIZEE) || policies.keySet().stream().anyMatch(p -> role(p).equals(Saving.OPTIMIZEE) && other(p)));
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
