package l2l.runner.shell;

import java.util.concurrent.Callable;
import l2l.runner.runs.Display;
import l2l.runner.runs.Fault;
import l2l.runner.runs.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A run done again. */
@Command(name = "replay", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Do a run again from its beginning, with the code it had and the swaps it made; it must come to the same bytes.")
final class ReplayCommand implements Callable<Integer>, OfWorkbench {

  @Parameters(index = "0", paramLabel = "RUN", description = "number of the run")
  private String run;

  private final Workplace place;

  ReplayCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    Run replay = place.runs().replay(place.run(run), Display.NOTHING);
    place.out().println(replay.id());
    place.err().println("run " + replay.id() + " replays run " + run + "; progress " + replay.id() + " tells how it goes and, at its end,"
        + " whether it is byte-equal");
    return Fault.DONE;
  }
}
