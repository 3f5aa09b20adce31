package l2l.optimizees.data;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import l2l.api.Split;
import l2l.api.data.DataSet.Examples;

/** Examples read or made once, when first asked for, and kept. */
final class Kept {

  /** Makes the examples of a split, and of those that come with it. */
  interface Maker {
    Map<Split, Examples> make(Split wanted) throws IOException;
  }

  private final Map<Split, Examples> kept = new EnumMap<>(Split.class);
  private final Maker maker;

  Kept(Maker maker) {
    this.maker = maker;
  }

  synchronized Examples get(Split split) throws IOException {
    Examples examples = kept.get(split);
    if (examples == null) {
      kept.putAll(maker.make(split));
      examples = kept.get(split);
    }
    return examples;
  }
}
