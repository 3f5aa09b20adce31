package l2l.api.tensor;

/** The kind of number an engine computes with. */
public enum Precision {
  /** 32 bits; about 7 decimal digits. */
  FLOAT(4),
  /** 64 bits; about 16 decimal digits. */
  DOUBLE(8);

  private final int bytes;

  Precision(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes one number takes. */
  public int bytes() {
    return bytes;
  }
}
