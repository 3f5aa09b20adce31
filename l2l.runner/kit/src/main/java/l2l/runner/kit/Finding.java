package l2l.runner.kit;

/**
 * One line of the verdict on a jar.
 *
 * @param code what kind of thing is wrong, as {@code l2l why} calls it: JUNK, RESOLVE, REFERENCE, CONFIG, ACTIVATE, CONTRACT; or ""
 * @param part the part it is about, or "" where it is about the jar
 * @param subject what was looked at: "imports", or a law's name
 * @param saw what was seen there
 * @param mend what to do about it, or ""
 */
public record Finding(Mark mark, String code, String part, String subject, String saw, String mend) {

  /** How it is. */
  public enum Mark {
    /** As it should be. */
    KEPT("✓"),
    /** Says nothing about this part. */
    EXCUSED("–"),
    /** Works, and could be better. */
    ADVICE("!"),
    /** To be mended. */
    BROKEN("✗");

    private final String sign;

    Mark(String sign) {
      this.sign = sign;
    }

    /** One character, for people. */
    public String sign() {
      return sign;
    }
  }

  /** Code of findings about laws. */
  public static final String LAW = "CONTRACT";

  static Finding kept(String part, String subject, String saw) {
    return new Finding(Mark.KEPT, "", part, subject, saw, "");
  }

  static Finding advice(String subject, String saw, String mend) {
    return new Finding(Mark.ADVICE, "", "", subject, saw, mend);
  }

  static Finding broken(String code, String part, String subject, String saw, String mend) {
    return new Finding(Mark.BROKEN, code, part, subject, saw, mend);
  }

  /** Whether it is about a law. */
  public boolean law() {
    return code.equals(LAW);
  }

  public boolean broken() {
    return mark == Mark.BROKEN;
  }

  /** What tells it from all others of its jar. */
  String key() {
    return part.isEmpty() ? subject : part + ": " + subject;
  }
}
