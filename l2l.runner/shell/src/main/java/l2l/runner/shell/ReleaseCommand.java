package l2l.runner.shell;

import java.util.List;
import java.util.concurrent.Callable;
import l2l.runner.load.Generation;
import l2l.runner.runs.Fault;
import l2l.runner.store.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lifts a quarantine. */
@Command(name = "release", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Lift the quarantine of a plugin, or have one that was refused judged again.")
final class ReleaseCommand implements Callable<Integer>, OfWorkbench {

  @Parameters(index = "0", paramLabel = "NAME", description = "a part, a bundle, or the beginning of a jar's SHA-256")
  private String name;

  private final Workplace place;

  ReleaseCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    List<Generation> released = place.runs().generations().release(name);
    if (released.isEmpty()) {
      throw new BadInput("release: nothing of the name " + name + " is in quarantine or refused; why " + name + " tells how it stands");
    }
    released.forEach(g -> place.out().println(g.title() + " is released"));
    return Fault.DONE;
  }
}
