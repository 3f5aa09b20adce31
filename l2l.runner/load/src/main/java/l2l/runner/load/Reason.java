package l2l.runner.load;

/**
 * Why something is, or is not, there to be used, for somebody who has never seen the container from inside.
 *
 * @param sentence what is the case, naming the part, the bundle or the file
 * @param next what to do about it: one step
 */
public record Reason(Code code, String sentence, String next) {

  @Override
  public String toString() {
    return code + ": " + sentence + (next.isEmpty() ? "" : " " + next);
  }
}
