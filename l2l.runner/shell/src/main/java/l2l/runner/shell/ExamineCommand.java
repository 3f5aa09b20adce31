package l2l.runner.shell;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import l2l.runner.kit.Examiner;
import l2l.runner.runs.Fault;
import org.osgi.framework.BundleContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What "check" has another JVM do; not for people. */
@Command(name = "examine", hidden = true, description = "Examine a plugin's jar in this JVM, which that may end.")
final class ExamineCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "JAR")
  private Path jar;

  @Parameters(index = "1", paramLabel = "JOURNAL")
  private Path journal;

  @Parameters(index = "2", paramLabel = "SECONDS")
  private long seconds;

  private final Workplace place;

  ExamineCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() throws InterruptedException {
    BundleContext context = place.bundle().getBundleContext();
    context.getService(context.getServiceReference(Examiner.class)).examine(jar, journal, seconds);
    return Fault.DONE;
  }
}
