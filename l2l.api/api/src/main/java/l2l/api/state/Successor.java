package l2l.api.state;

import org.osgi.annotation.versioning.ConsumerType;

/** Optional, any part: turns an earlier edition's values into its own. */
@ConsumerType
public interface Successor {

  /**
   * @param saved arrays named "theta/…", "state/…", "memory/…"
   * @throws IncompatibleSnapshot if it cannot
   */
  Values adopt(Schema from, Values saved) throws IncompatibleSnapshot;
}
