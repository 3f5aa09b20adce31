package l2l.runner.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The main job, once, on problems that need no data. */
@Command(name = "demo", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Meta-train the LSTM optimizer on quadratics, tune five others, compare all six on fresh ones.")
final class DemoCommand implements Callable<Integer> {

  private static final String DEMO = "demo";

  @Mixin private RunOptions options;
  private final Workplace place;

  DemoCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() throws InterruptedException {
    return options.run(place, options.request(place, place.experiments().find(DEMO), DEMO));
  }
}
