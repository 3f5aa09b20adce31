package l2l.runner.shell;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import l2l.runner.kit.Check;
import l2l.runner.kit.Examiner;
import l2l.runner.kit.ExaminerJvm;
import l2l.runner.kit.Judgement;
import l2l.runner.runs.Fault;
import org.osgi.framework.BundleContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A verdict on a plugin's jar. */
@Command(name = "check", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Try a plugin's jar in a JVM of its own: what it needs and holds, whether it comes up, which laws it obeys.",
    footer = {"", "Exit code 2 where something is to be mended."})
final class CheckCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "JAR", description = "the jar, such as target/acme.rmsplus-1.0.0.jar")
  private Path jar;

  @Option(names = "--seconds", paramLabel = "N", defaultValue = "30", description = "time for one law; default: ${DEFAULT-VALUE}")
  private long seconds;

  @Option(names = "--limit", paramLabel = "N", defaultValue = "600", description = "seconds for all together; default: ${DEFAULT-VALUE}")
  private long limit;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "a setting of its part, where the default does not do; may be repeated")
  private Map<String, String> settings = Map.of();

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Option(names = "--journal", paramLabel = "FILE", hidden = true,
      description = "examine in this JVM, which the jar may end, and write here")
  private Path journal;

  private final Workplace place;

  CheckCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() throws InterruptedException {
    BundleContext context = place.bundle().getBundleContext();
    if (journal != null) {
      context.getService(context.getServiceReference(Examiner.class)).examine(place.path(jar), place.path(journal), seconds, settings);
      return Fault.DONE;
    }
    Path home = Path.of(context.getProperty("l2l.home"));
    Judgement judgement = new Check(ExaminerJvm.of(home), seconds, limit, settings).judge(place.path(jar));
    place.out().print(json ? judgement.json() : judgement.text());
    place.out().flush();
    return judgement.passes() ? Fault.DONE : Fault.BAD_INPUT;
  }
}
