package l2l.api;

/** Which derivatives of f take part in a meta-gradient. */
public enum Order {
  /** The gradients the optimizer sees count as constants: second derivatives of f are dropped (Andrychowicz et al. 2016). */
  FIRST,
  /** The exact derivative. */
  SECOND
}
