package l2l.runner.shell;

import java.util.List;
import java.util.concurrent.Callable;
import l2l.runner.load.Generation;
import l2l.runner.runs.Fault;
import l2l.runner.store.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What there is to experiment with. */
@Command(name = "parts", mixinStandardHelpOptions = true, sortOptions = false,
    description = "List the parts with kind, bundle, version and paper, and how jars that were dropped in stand; or one part's settings.")
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
    place.runs().catalogue(); // jars that lay there at the start have been judged then
    List<Generation> dropped = place.runs().generations().all();
    if (name != null && place.runs().catalogue().named(name).isEmpty()) {
      dropped.stream().filter(g -> g.parts().contains(name) && !g.shipped()).findFirst().ifPresent(this::unusable);
    }
    place.out().print(place.parts(name, json));
    if (!json) {
      String jars = PartsText.dropped(name == null ? dropped : dropped.stream().filter(g -> g.parts().contains(name)).toList());
      place.out().print(jars.isEmpty() ? "" : "\n" + jars);
    }
    place.out().flush();
    return Fault.DONE;
  }

  private void unusable(Generation g) {
    throw new BadInput("the part \"" + name + "\" is in " + g.title() + ", which is " + g.status() + ": " + g.reason().sentence() + " "
        + g.reason().next());
  }
}
