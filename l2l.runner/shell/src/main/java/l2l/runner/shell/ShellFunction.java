package l2l.runner.shell;

import java.util.ArrayList;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Process;

/** A command of the command line as one of the workbench's shell: l2l:NAME. */
final class ShellFunction implements Function {

  /** The variable of a session that holds who types there. */
  static final String CALLER = ".l2l.caller";

  private final Workplace place;
  private final String name;

  ShellFunction(Workplace place, String name) {
    this.place = place;
    this.name = name;
  }

  /** Prints through the session; its value is nothing, so that nothing is printed twice. */
  @Override
  public Object execute(CommandSession session, List<Object> arguments) {
    List<String> words = new ArrayList<>(List.of(name));
    arguments.forEach(a -> words.add(String.valueOf(a)));
    Process process = Process.Utils.current();
    Caller typing = session.get(CALLER) instanceof Caller c ? c : place.caller();
    Caller caller = process == null ? typing.shell(session.getConsole(), session.getConsole())
        : typing.shell(process.out(), process.err());
    int code = Commands.over(place.with(caller)).execute(words.toArray(String[]::new));
    caller.out().flush();
    if (process != null) {
      process.error(code);
    }
    return null;
  }
}
