package l2l.runner.shell;

import java.util.concurrent.Callable;
import l2l.runner.load.Code;
import l2l.runner.load.Reason;
import l2l.runner.runs.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Why something is, or is not, there to be used. */
@Command(name = "why", mixinStandardHelpOptions = true,
    description = "Tell why a part, a bundle or a jar is there or not: a code, one sentence, one next step.")
final class WhyCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "NAME", description = "a part, a bundle, a jar in load/, or the beginning of a jar's SHA-256")
  private String name;

  private final Workplace place;

  WhyCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    place.runs().catalogue(); // jars that lay there at the start have been judged then
    Reason reason = place.why().reason(name);
    place.out().println(reason.code() + ": " + reason.sentence());
    if (!reason.next().isEmpty()) {
      place.out().println(reason.next());
    }
    return reason.code() == Code.UNKNOWN ? Fault.BAD_INPUT : Fault.DONE;
  }
}
