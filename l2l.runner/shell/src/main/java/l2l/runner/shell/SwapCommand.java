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

/** Another part in a role of a run, while it goes on. */
@Command(name = "swap", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Exchange a part of a run, or its settings, before its next step.",
    footer = {"", "  l2l swap 3 outer adam rate=0.001         other settings of the part it has; what it remembers is carried over",
        "  l2l swap 3 optimizer acme.rmsplus        another part, which takes over what the former remembers, or refuses",
        "  l2l swap 3 outer sgd --reset             another part that begins anew",
        "  l2l swap 3 outer sgd --reset --dry 20    how 20 steps of a copy would go; the run itself goes on as it is"})
final class SwapCommand implements Callable<Integer>, OfWorkbench {

  @Parameters(index = "0", paramLabel = "RUN", description = "number of the run")
  private String run;

  @Parameters(index = "1", paramLabel = "ROLE",
      description = "what it does: optimizer, outer, objective, estimator, optimizee, or a nested part's path such as optimizer/rest")
  private String role;

  @Parameters(index = "2", paramLabel = "PART", description = "name of the part that comes in")
  private String part;

  @Parameters(index = "3..*", paramLabel = "KEY=VALUE", description = "its settings")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--reset", description = "begin anew what the part remembers; otherwise it is carried over, adopted, or refused")
  private boolean reset;

  @Option(names = "--dry", paramLabel = "N", description = "only show how the next N steps of a copy go, with the swap and without")
  private Integer dry;

  private final Workplace place;

  SwapCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    Run r = place.run(run);
    if (dry != null && dry < 1) {
      throw new BadInput("--dry is " + dry + ", and must be at least 1");
    }
    if (dry != null) {
      place.out().print(PreviewText.of(r.preview(role, part, settings, reset, dry), place.terminal()));
      return Fault.DONE;
    }
    Exchange x = Asked.wait(r.swap(role, part, settings, reset, place.caller().name()));
    place.out().println("run " + run + ", before step " + (x.tick() + 1) + ": " + x.words() + "; undo " + run + " takes it back");
    return Fault.DONE;
  }
}
