package l2l.runner.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import l2l.runner.experiment.Nearest;
import l2l.runner.experiment.PartType;
import l2l.runner.experiment.Parts;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Answers why a part, a bundle or a jar is, or is not, there to be used. */
@Component(service = Why.class)
public final class Why {

  private static final int LEAST_OF_A_HASH = 6;

  private final BundleContext context;
  private final Generations generations;
  private final Parts parts;
  private final Diagnosis diagnosis;

  @Activate
  public Why(BundleContext context, @Reference Generations generations, @Reference Parts parts,
      @Reference ServiceComponentRuntime components) {
    this.context = context;
    this.generations = generations;
    this.parts = parts;
    diagnosis = new Diagnosis(context, components);
  }

  /** The reason that matters most: that of the newest jar of the name. */
  public Reason reason(String name) {
    return why(name).get(0);
  }

  /**
   * Every reason, the one that matters most first; never empty.
   *
   * @param name of a part, a bundle, a file in a watched folder (with or without .jar), or the beginning of a SHA-256
   */
  public List<Reason> why(String name) {
    List<Generation> all = new ArrayList<>(generations.all());
    all.sort(Comparator.comparing((Generation g) -> g.files().isEmpty() && !g.ready()).thenComparing(g -> g.status() == Status.WITHDRAWN));
    List<Predicate<Generation>> meanings = List.of(
        g -> g.files().stream().anyMatch(f -> named(Path.of(f), name)),
        g -> g.parts().contains(name),
        g -> g.bundle().equals(name),
        g -> name.length() >= LEAST_OF_A_HASH && g.sha256().startsWith(name));
    for (Predicate<Generation> meaning : meanings) {
      List<Reason> reasons = all.stream().filter(meaning).map(Generation::reason).toList();
      if (!reasons.isEmpty()) {
        return reasons;
      }
    }
    return file(name).or(() -> bundle(name)).or(() -> part(name)).map(List::of).orElseGet(() -> List.of(unknown(name, all)));
  }

  private static boolean named(Path file, String name) {
    String is = file.getFileName().toString();
    return is.equals(name) || is.equals(name + ".jar") || file.toString().equals(name);
  }

  private Folders folders() {
    return generations.arrivals().folders();
  }

  private Optional<Reason> file(String name) {
    return folders().files().stream().filter(f -> named(f, name)).findFirst().map(f -> Folders.isJar(f)
        ? new Reason(Code.PROBATION, f.getFileName() + " has just come, or is still being copied.", "Ask again in a second.")
        : new Reason(Code.JUNK, f.getFileName() + " is " + (Files.isDirectory(f) ? "a folder" : "a file whose name does not end in .jar")
            + ", and only jars are taken.", "Copy the jar itself there, under a name that ends in .jar."));
  }

  private Optional<Reason> bundle(String name) {
    Optional<Bundle> bundle = Arrays.stream(context.getBundles())
        .filter(b -> name.equals(b.getSymbolicName()) && !Bundles.ours(b)).findFirst();
    return bundle.map(b -> {
      String title = name + " " + b.getVersion();
      BundleRevision revision = b.adapt(BundleRevision.class);
      if (revision != null && revision.getWiring() == null) {
        return diagnosis.unresolved(b, title, "it cannot be resolved");
      }
      if (b.getState() != Bundle.ACTIVE && b.getState() != Bundle.STARTING && b.getHeaders().get("Fragment-Host") == null) {
        return new Reason(Code.ACTIVATE, title + " is installed, but it is not running.", "Start the workbench again, and read its log.");
      }
      return new Reason(Code.READY, title + " is there; it is part of the container and has no parts for experiments.",
          "Ask for a part instead: l2l parts");
    });
  }

  /** A part that somebody else's deployer brought while this was not looking. */
  private Optional<Reason> part(String name) {
    return parts.now().named(name).stream().findFirst().map(p -> new Reason(Code.READY, p.kind().word() + " " + name + " of " + p.bundle()
        + " " + p.version() + " is there.", "Name it in an experiment: \"part\": \"" + name + "\"."));
  }

  private Reason unknown(String name, List<Generation> all) {
    Set<String> names = new LinkedHashSet<>(parts.now().parts().stream().map(PartType::name).toList());
    all.forEach(g -> Stream.concat(g.parts().stream(), Stream.of(g.bundle())).filter(n -> !n.isEmpty()).forEach(names::add));
    String where = folders().all().isEmpty() ? "No folder is watched for jars." : "Jars are looked for in " + folders() + ".";
    return new Reason(Code.UNKNOWN, "nothing here is called " + name + Nearest.hint(name, names).replaceAll("\\?$", "") + ". " + where,
        folders().all().isEmpty() ? "Start the workbench, and drop the jar there." : "Copy the jar there, or ask for one of: l2l parts");
  }
}
