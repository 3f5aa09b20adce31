package l2l.runner.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Any experiment. */
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false, description = "Run an experiment.")
final class RunCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "FILE|NAME",
      description = "a JSON file, or the name of an experiment that comes with the workbench")
  private String experiment;

  @Mixin private RunOptions options;
  private final Workplace place;

  RunCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() throws InterruptedException {
    return options.run(place, options.request(place, place.experiments().find(experiment), "run " + RunOptions.quoted(experiment)));
  }
}
