package l2l.runner.runs;

import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import l2l.runner.store.BadInput;
import l2l.runner.store.RunDirectory;

/** A run's directory, copied as it stands between two steps: what a second run goes on from. */
final class Fork {

  private Fork() {}

  /** Copies a run's record, up to its present step, into a new directory. */
  static Path of(Run run, Path parent) {
    if (run.state().over()) {
      throw new BadInput("run " + run.id() + " is over (" + run.state() + "); replay it, or run its experiment with --from a snapshot");
    }
    try {
      return run.asked((e, s) -> s.copy(parent)).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof BadInput b ? b : e;
    }
  }

  /** Copies a directory whose latest snapshot has just been taken. */
  static Path copy(RunDirectory from, Path parent) {
    return from.copy(parent, from.path().getFileName().toString().replaceFirst("-[0-9]+$", ""));
  }
}
