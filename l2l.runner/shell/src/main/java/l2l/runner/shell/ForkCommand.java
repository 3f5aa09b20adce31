package l2l.runner.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import l2l.runner.runs.Exchange;
import l2l.runner.runs.Fault;
import l2l.runner.runs.Run;
import l2l.runner.store.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A second run from where one stands. */
@Command(name = "fork", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Start a second run from where a run stands, on the same random numbers; if a part is named, with that.",
    footer = {"", "  l2l fork 3                           goes on just as run 3 does",
        "  l2l fork 3 outer adam rate=0.001     an A/B test: l2l compare 3 4 shows the difference, step by step"})
final class ForkCommand implements Callable<Integer>, OfWorkbench {

  @Parameters(index = "0", paramLabel = "RUN", description = "number of the run")
  private String run;

  @Parameters(index = "1", arity = "0..1", paramLabel = "ROLE",
      description = "what it does: optimizer, outer, objective, estimator, optimizee, or a nested part's path such as optimizer/rest")
  private String role;

  @Parameters(index = "2", arity = "0..1", paramLabel = "PART", description = "name of the part that comes in")
  private String part;

  @Parameters(index = "3..*", paramLabel = "KEY=VALUE", description = "its settings")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--reset", description = "begin anew what the part remembers; otherwise it is carried over, adopted, or refused")
  private boolean reset;

  private final Workplace place;

  ForkCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    if (role != null && part == null) {
      throw new BadInput("fork: which part is to be the " + role + "? fork RUN ROLE PART");
    }
    Run fork = place.runs().fork(place.run(run));
    place.out().println(fork.id());
    if (part != null) {
      Exchange x = Asked.wait(fork.swap(role, part, settings, reset, place.caller().name()));
      place.err().println("before step " + (x.tick() + 1) + ": " + x.words());
    }
    place.err().println("run " + fork.id() + " goes on from where run " + run + " stood; compare " + run + " " + fork.id()
        + " tells them apart");
    return Fault.DONE;
  }
}
