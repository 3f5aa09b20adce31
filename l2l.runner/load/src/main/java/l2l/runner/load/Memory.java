package l2l.runner.load;

import java.util.Optional;

/** What is remembered of jars, where there is a workbench that does. */
final class Memory {

  private volatile Verdicts verdicts;

  void use(Verdicts given) {
    verdicts = given;
  }

  void leave(Verdicts taken) {
    if (verdicts == taken) {
      verdicts = null;
    }
  }

  /** Takes over what is remembered; under the lock of the shelf it stands on. A verdict that others may have changed is not one. */
  void recall(Item item) {
    Verdicts known = verdicts;
    if (known == null) {
      return;
    }
    known.of(item.sha256).ifPresent(m -> {
      item.faults = Math.max(item.faults, m.faults());
      item.quarantine = m.quarantine().orElse(item.quarantine);
      if (item.verdict == null && m.verdict().filter(code -> !Item.depends(code)).isPresent()) {
        item.verdict = new Reason(m.verdict().get(), m.sentence(), m.next());
      }
    });
  }

  void keep(Item item) {
    Verdicts known = verdicts;
    if (known != null) {
      Optional<Reason> verdict = Optional.ofNullable(item.shipped() ? null : item.verdict);
      known.keep(new Verdicts.Remembered(item.sha256, verdict.map(Reason::code), verdict.map(Reason::sentence).orElse(""),
          verdict.map(Reason::next).orElse(""), item.faults, Optional.ofNullable(item.quarantine)));
    }
  }
}
