package l2l.runner.experiment;

import java.util.Optional;

/** A part that an experiment names and nobody offers: the cause of its refusal, for whoever would wait until it is there. */
public final class MissingPart extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String role;
  private final Kind kind;
  private final String name;

  MissingPart(String role, Kind kind, String name) {
    super(role + ": there is no " + kind.word() + " " + name, null, false, false);
    this.role = role;
    this.kind = kind;
    this.name = name;
  }

  /** What a refusal is about, if it is about a part that is not there. */
  public static Optional<MissingPart> behind(Throwable refusal) {
    return refusal.getCause() instanceof MissingPart missing ? Optional.of(missing) : Optional.empty();
  }

  /** The role nobody plays: "optimizers/lstm/train/outer". */
  public String role() {
    return role;
  }

  /** What it is for. */
  public Kind kind() {
    return kind;
  }

  /** The name that was looked for. */
  public String name() {
    return name;
  }
}
