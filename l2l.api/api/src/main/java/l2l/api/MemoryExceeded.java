package l2l.api;

/** An unroll would not fit in memory; the message says how much it needs, how much there is, and what to do. */
public class MemoryExceeded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MemoryExceeded(String message) {
    super(message);
  }
}
