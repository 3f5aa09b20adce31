package l2l.api;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Anything with optional abilities, found by asking and never by {@code instanceof}, so that a wrapper can forward those it keeps. */
@ConsumerType
public interface Extensible {

  /** This part's ability of that kind ({@link Accuracy}, {@link ClosedForm}, {@link l2l.api.state.Successor}, …), if it has it. */
  default <A> Optional<A> aspect(Class<A> kind) {
    return kind.isInstance(this) ? Optional.of(kind.cast(this)) : Optional.empty();
  }
}
