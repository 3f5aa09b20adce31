package l2l.api.state;

import java.util.Map;
import l2l.api.tensor.Seed;

/**
 * A run between two steps: enough to continue it.
 *
 * @param metaStep meta-updates done
 * @param parts what each part remembers, by its role ("optimizer", "optimizer/rest", "outer", "estimator")
 */
public record Snapshot(Seed seed, long metaStep, Map<String, Saved> parts) {
  public Snapshot {
    parts = Map.copyOf(parts);
  }

  /** One part's values, and which part and edition they are of. */
  public record Saved(Schema schema, Values values) {}
}
