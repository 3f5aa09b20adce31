package l2l.runner.loop;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * Whose code it was: the role of the part on top of a stack.
 *
 * <p>Engines are best left out: what they throw is mostly about what a part gave them.
 *
 * @param roles of parts by the package their classes are in, those below included: "acme.momentum" is "optimizer". Where several fit, the
 *     longest package counts
 */
public record Blame(Map<String, String> roles) {
  public Blame {
    roles = Map.copyOf(roles);
  }

  /** The role of the topmost frame that is of a part; empty where no part is on the stack. For a hung thread. */
  public Optional<String> of(StackTraceElement... stack) {
    return Arrays.stream(stack).map(f -> role(f.getClassName())).flatMap(Optional::stream).findFirst();
  }

  /**
   * Whose fault a throwable is: the one it names itself, or the part on top of the stack of its first cause, or of the ones after it; where
   * classes do not link, the part whose class is missing or wrong.
   */
  public Optional<String> of(Throwable thrown) {
    Deque<Throwable> causes = new ArrayDeque<>();
    for (Throwable t = thrown; t != null && !causes.contains(t); t = t.getCause()) {
      causes.push(t);
    }
    for (Throwable t : causes) {
      Optional<String> role = t instanceof PartFault fault ? Optional.of(fault.role()) : of(t.getStackTrace()).or(() -> unlinked(t));
      if (role.isPresent()) {
        return role;
      }
    }
    return Optional.empty();
  }

  private Optional<String> unlinked(Throwable t) {
    if (!(t instanceof LinkageError) || t.getMessage() == null) {
      return Optional.empty();
    }
    return Arrays.stream(t.getMessage().replace('/', '.').split("[^\\p{Alnum}_.$]+")).map(this::role).flatMap(Optional::stream).findFirst();
  }

  private Optional<String> role(String type) {
    return roles.keySet().stream().filter(p -> type.startsWith(p + ".")).max(Comparator.comparingInt(String::length)).map(roles::get);
  }
}
