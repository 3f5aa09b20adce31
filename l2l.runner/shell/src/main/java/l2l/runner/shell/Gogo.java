package l2l.runner.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import l2l.runner.runs.Display;
import l2l.runner.runs.Request;
import l2l.runner.runs.Run;
import l2l.runner.runs.Runs;
import l2l.runner.store.BadInput;
import org.apache.felix.service.command.Descriptor;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine;

/** The commands of the workbench's shell; runs go on in the background. */
@Component(service = Gogo.class, property = {"osgi.command.scope=l2l", "osgi.command.function=parts", "osgi.command.function=run",
    "osgi.command.function=runs", "osgi.command.function=progress", "osgi.command.function=stop", "osgi.command.function=snapshot"})
public final class Gogo {

  private static final long PATIENCE_SECONDS = 60;

  private final Workplace place;

  @Activate
  public Gogo(BundleContext context, @Reference Runs runs) {
    this.place = new Workplace(runs, context.getBundle(), System.out, System.err);
  }

  /** Options of l2l:run, the same as the command line's. */
  @Command(name = "l2l:run")
  private static final class Given {
    @Parameters(index = "0")
    private String experiment;

    @Mixin private RunOptions options;
  }

  @Descriptor("lists the parts, or one part's settings: l2l:parts [NAME]")
  public String parts(String... name) {
    return said(() -> place.parts(name.length == 0 ? null : name[0], false).stripTrailing());
  }

  @Descriptor("starts an experiment in the background: l2l:run FILE|NAME [--data DIR] [--out DIR] [--set key=value …] [--from SNAPSHOT]")
  public String run(String... words) {
    return said(() -> {
      Given given = new Given();
      try {
        new CommandLine(given).parseArgs(words);
      } catch (CommandLine.ParameterException e) {
        throw new BadInput(e.getMessage() + "; l2l:run FILE|NAME [--data DIR] [--out DIR] [--set key=value …]", e);
      }
      Request request = given.options.request(place.experiments().find(given.experiment), "run " + RunOptions.quoted(given.experiment));
      return "run " + place.runs().start(request, Display.NOTHING).id() + " has started; l2l:progress tells how it goes";
    });
  }

  @Descriptor("lists the runs since the container started")
  public String runs() {
    List<List<String>> lines = new ArrayList<>(List.of(List.of("RUN", "STATE", "EXPERIMENT", "DIRECTORY", "")));
    place.runs().all().forEach(r ->
        lines.add(List.of("" + r.id(), r.state().name(), r.name(), r.directory().map(Path::toString).orElse("-"), r.line())));
    return PartsText.columns(lines).stripTrailing();
  }

  @Descriptor("tells how far a run is: l2l:progress [RUN]")
  public String progress(String... run) {
    return said(() -> {
      Run r = of(run);
      return "run " + r.id() + " " + r.state().name() + ": " + r.line();
    });
  }

  @Descriptor("stops a run between two steps, with a snapshot: l2l:stop [RUN]")
  public String stop(String... run) {
    return said(() -> {
      Run r = of(run);
      r.stop();
      return "run " + r.id() + " will stop after the step it is in";
    });
  }

  @Descriptor("writes a snapshot of a run's meta-training: l2l:snapshot [RUN]")
  public String snapshot(String... run) {
    return said(() -> {
      Run r = of(run);
      Optional<CompletableFuture<Path>> wanted = r.snapshot();
      if (wanted.isEmpty()) {
        throw new BadInput("run " + r.id() + " is not running; its snapshots are in "
            + r.directory().map(Path::toString).orElse("no directory"));
      }
      try {
        return wanted.get().get(PATIENCE_SECONDS, TimeUnit.SECONDS).toString();
      } catch (TimeoutException e) {
        throw new BadInput("run " + r.id() + " finished no meta-step within " + PATIENCE_SECONDS + " s (" + r.line() + ")", e);
      } catch (ExecutionException e) {
        throw new BadInput("run " + r.id() + ": " + e.getCause().getMessage(), e);
      }
    });
  }

  /** The run of this number; without one, the latest. */
  private Run of(String... number) {
    List<Run> all = place.runs().all();
    if (all.isEmpty()) {
      throw new BadInput("there is no run yet; l2l:run NAME starts one");
    }
    if (number.length == 0) {
      return all.get(all.size() - 1);
    }
    Optional<Run> run = number[0].matches("[0-9]{1,9}") ? place.runs().of(Integer.parseInt(number[0])) : Optional.empty();
    return run.orElseThrow(() -> new BadInput("there is no run " + number[0] + "; there are 1 to " + all.get(all.size() - 1).id()));
  }

  private interface Saying {
    String say() throws InterruptedException;
  }

  private static String said(Saying saying) {
    try {
      return saying.say();
    } catch (BadInput e) {
      return "l2l: " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "l2l: interrupted";
    }
  }
}
