package l2l.runner.loop;

/** What was asked for cannot be done, and it is not the program's fault; the message is one sentence with the remedy. */
public class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Refusal(String sentence) {
    super(sentence);
  }
}
