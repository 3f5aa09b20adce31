package l2l.runner.load;

/** How a generation stands. */
public enum Status {
  /** It is being judged. */
  PROBATION,
  /** Experiments see it. */
  READY,
  /** It is good, and another generation of its bundle is used in its place. */
  SHADOWED,
  /** It was judged and not admitted; its reason says why. */
  REFUSED,
  /** It was admitted once, and put away for its faults. */
  QUARANTINED,
  /** Its jar is gone, and a run or a hung thread keeps its code. */
  PINNED,
  /** Its jar is gone, and nothing of it is left but its name. */
  WITHDRAWN
}
