package l2l.runner.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import l2l.runner.experiment.Attribute;
import l2l.runner.experiment.Keys;
import l2l.runner.experiment.Nearest;
import l2l.runner.runs.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/** The command line's root: what "l2l help" tells. */
@Command(name = "l2l", versionProvider = VersionText.class, mixinStandardHelpOptions = true, sortOptions = false,
    description = "Learning to learn: trains, tunes and compares optimizers.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExit codes: 0 done, 2 bad input, 1 a fault of the program, 130 interrupted.%n",
    subcommands = CommandLine.HelpCommand.class)
final class Commands implements Runnable {

  private static final int WIDTH = 100;

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  /** The command line over a workplace. */
  static CommandLine over(Workplace place) {
    CommandLine line = new CommandLine(new Commands(), new PlaceFactory(place));
    line.addSubcommand(new DemoCommand(place));
    line.addSubcommand(new RunCommand(place));
    line.addSubcommand(new PartsCommand(place));
    line.addSubcommand(new WhyCommand(place));
    line.addSubcommand(new NewCommand(place));
    line.addSubcommand(new CheckCommand(place));
    line.addSubcommand(new DevCommand(place));
    line.addSubcommand(new BenchCommand(place));
    line.addSubcommand(new WorkbenchCommand(place));
    line.addSubcommand(new AttachCommand(place));
    line.addSubcommand(new StopCommand(place));
    line.addSubcommand(new RunsCommand(place));
    line.addSubcommand(new ProgressCommand(place));
    line.addSubcommand(new TailCommand(place));
    line.addSubcommand(new ReportCommand(place));
    line.addSubcommand(new PauseCommand(place));
    line.addSubcommand(new ResumeCommand(place));
    line.addSubcommand(new SnapshotCommand(place));
    line.addSubcommand(new SwapCommand(place));
    line.addSubcommand(new UndoCommand(place));
    line.addSubcommand(new ForkCommand(place));
    line.addSubcommand(new CompareCommand(place));
    line.addSubcommand(new ReplayCommand(place));
    line.addSubcommand(new QueueCommand(place));
    line.addSubcommand(new PruneCommand(place));
    line.addSubcommand(new ReleaseCommand(place));
    line.getSubcommands().get("run").getCommandSpec().usageMessage().footer(keys());
    line.setUsageHelpWidth(WIDTH);
    line.setOut(new java.io.PrintWriter(place.out(), true));
    line.setErr(new java.io.PrintWriter(place.err(), true));
    line.setParameterExceptionHandler((e, arguments) -> {
      place.err().println("l2l: " + sentence(e));
      return Fault.BAD_INPUT;
    });
    line.setExecutionStrategy(parsed -> execute(place, parsed));
    line.setExecutionExceptionHandler((e, command, parsed) -> {
      if (e instanceof InterruptedException) {
        place.err().println("l2l: interrupted");
        return Fault.INTERRUPTED;
      }
      Fault fault = Fault.of(e);
      place.err().println("l2l: " + fault.sentence());
      if (fault.code() == Fault.OURS) {
        e.printStackTrace(place.err());
      }
      return fault.code();
    });
    return line;
  }

  /** Executes a command; one of a workbench only there. */
  private static int execute(Workplace place, CommandLine.ParseResult parsed) {
    List<CommandLine> chain = parsed.asCommandLineList();
    CommandLine last = chain.get(chain.size() - 1);
    if (last.getCommand() instanceof OfWorkbench && !last.isUsageHelpRequested() && place.workbench().isEmpty()) {
      throw new ParameterException(last, last.getCommandName() + ": no workbench is up; l2l workbench --background starts one"
          + ", L2L_WORKBENCH names its directory where that is not ./workbench");
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** The keys of an experiment in words. */
  private static String[] keys() {
    List<String> lines = new ArrayList<>();
    Map<String, List<Attribute>> places = new LinkedHashMap<>();
    places.put("", Keys.EXPERIMENT);
    places.put("validation.", Keys.TRIAL);
    places.put("test.", Keys.TRIAL);
    places.put("test.judge.", Keys.JUDGE);
    places.put("optimizers.NAME.train.", Keys.TRAIN);
    places.put("optimizers.NAME.tune.HYPER-PARAMETER.", Keys.GRID);
    lines.add("%nAn experiment is a JSON object with these keys, beside the parts \"engine\", \"optimizee\" and \"optimizers\"");
    lines.add("(of kind meta-train: \"optimizer\"); l2l parts NAME tells a part's settings.");
    places.forEach((where, keys) -> {
      lines.add("");
      for (Attribute a : keys) {
        String fallback = a.defaultText() == null ? "" : "; default " + a.defaultText();
        lines.add(("  " + where + a.id() + ": " + a.allowed() + fallback + "\n      " + a.description()).replace("%", "%%"));
      }
    });
    return lines.toArray(String[]::new);
  }

  /** What is wrong with the words, what may have been meant, and where to read on. */
  private static String sentence(ParameterException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    String near = "";
    if (e instanceof CommandLine.UnmatchedArgumentException u && !u.getUnmatched().isEmpty()) {
      String word = u.getUnmatched().get(0);
      near = Nearest.hint(word, word.startsWith("-") ? command.optionsMap().keySet() : command.subcommands().keySet());
    }
    String more = command.parent() == null ? "l2l help" : "l2l help " + command.name();
    return e.getMessage() + near + " (" + more + " says more)";
  }

  /** Gives picocli the objects that need the workplace. */
  private record PlaceFactory(Workplace place) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      return type == VersionText.class ? type.cast(new VersionText(place)) : CommandLine.defaultFactory().create(type);
    }
  }
}
