package l2l.runner.shell;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import l2l.runner.kit.Distribution;
import l2l.runner.kit.PluginProject;
import l2l.runner.runs.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Begins a plugin. */
@Command(name = "new", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Write a plugin's project: a class that works, its test of all laws, a build that needs this distribution only.")
final class NewCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "KIND", description = "optimizer, optimizee, objective or estimator")
  private String kind;

  @Parameters(index = "1", paramLabel = "NAME",
      description = "of part, bundle and Java package, beginning with a name of your own: acme.rmsplus")
  private String name;

  @Option(names = "--directory", paramLabel = "DIR", description = "where to write, new or empty; default: NAME here")
  private Path directory;

  private final Workplace place;

  NewCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    PluginProject project = PluginProject.of(kind, name);
    Path home = Path.of(place.bundle().getBundleContext().getProperty("l2l.home"));
    Path there = directory == null ? Path.of(name) : directory;
    project.write(place.path(there), Distribution.at(home)).forEach(file -> place.out().println(there.resolve(file)));
    place.out().println();
    place.out().println("mvn -f " + RunOptions.quoted(there.resolve("pom.xml").toString()) + " verify   builds and tests it");
    place.out().println(there.resolve("README.md") + " says how it goes on");
    return Fault.DONE;
  }
}
