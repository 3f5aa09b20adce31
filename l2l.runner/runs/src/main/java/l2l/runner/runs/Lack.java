package l2l.runner.runs;

import l2l.runner.experiment.MissingPart;
import l2l.runner.experiment.PartType;
import l2l.runner.loop.Refusal;
import l2l.runner.store.BadInput;

/** The parts that are there do not let a run go on from where it stands. */
final class Lack extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Pause pause;

  Lack(Pause.Reason reason, String sentence) {
    super(sentence, null, false, false);
    this.pause = new Pause(reason, sentence);
  }

  /** Why a wiring could not be made. */
  static Lack of(RuntimeException e) {
    if (e instanceof Lack lack) {
      return lack;
    } else if (e instanceof BadInput && MissingPart.behind(e).isPresent()) {
      MissingPart missing = MissingPart.behind(e).get();
      return new Lack(Pause.Reason.MISSING, missing.role() + ": the " + missing.kind().word() + " \"" + missing.name()
          + "\" is not there; drop its jar into load/, or ask l2l why " + missing.name());
    } else if (e instanceof BadInput || e instanceof Refusal) {
      return new Lack(Pause.Reason.CONFIG, e.getMessage());
    } else if (e instanceof IllegalStateException) {
      return new Lack(Pause.Reason.ACTIVATE, e.getMessage());
    }
    throw e;
  }

  /** A part in use that is gone. */
  static Lack missing(String role, PartType part) {
    return new Lack(Pause.Reason.MISSING, role + ": " + part.name() + " " + part.range() + " of bundle " + part.bundle()
        + " is not there any more; the run goes on by itself when its jar is back in load/ (l2l why " + part.name() + " says more)");
  }

  Pause pause() {
    return pause;
  }
}
