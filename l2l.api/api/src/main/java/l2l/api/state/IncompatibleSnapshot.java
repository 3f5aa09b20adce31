package l2l.api.state;

/** A part cannot take over these values; the message says what differs and what to do. */
public class IncompatibleSnapshot extends Exception {
  private static final long serialVersionUID = 1L;

  public IncompatibleSnapshot(String message) {
    super(message);
  }
}
