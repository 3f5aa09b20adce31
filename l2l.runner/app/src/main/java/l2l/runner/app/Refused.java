package l2l.runner.app;

/** What the user asked cannot be done; the message is one sentence that says why and what to do. The exit code is 2. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  Refused(String sentence) {
    super(sentence);
  }
}
