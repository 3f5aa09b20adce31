package l2l.runner.shell;

import java.util.concurrent.Callable;
import l2l.runner.runs.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What there is to experiment with. */
@Command(name = "parts", mixinStandardHelpOptions = true, sortOptions = false,
    description = "List the parts with kind, bundle, version and paper, or one part's settings.")
final class PartsCommand implements Callable<Integer> {

  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME",
      description = "a part: its settings with what is allowed, default and meaning")
  private String name;

  @Option(names = "--json", description = "as JSON, settings included")
  private boolean json;

  private final Workplace place;

  PartsCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    place.out().print(place.parts(name, json));
    place.out().flush();
    return Fault.DONE;
  }
}
