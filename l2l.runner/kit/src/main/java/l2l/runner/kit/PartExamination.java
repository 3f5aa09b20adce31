package l2l.runner.kit;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import l2l.api.contract.Law;
import l2l.api.contract.PartLaws;
import l2l.api.contract.Specimen;
import l2l.api.contract.Verdict;
import l2l.api.state.Schema;
import l2l.api.tensor.Engine;
import l2l.runner.experiment.Attribute;
import l2l.runner.experiment.Binder;
import l2l.runner.experiment.Binding;
import l2l.runner.experiment.Choice;
import l2l.runner.experiment.Kind;
import l2l.runner.experiment.PartType;
import org.osgi.framework.Bundle;

/** Looks at a part: what is said of its settings, whether it comes up, and which laws it obeys. */
final class PartExamination {

  private static final String ENGINE = "java";
  private static final String ACTIVATES = "comes up";
  private static final String SETTINGS = "settings";
  private static final int HANGS = 3;
  private static final int LINES = 5;
  private static final long GRACE_MILLIS = 300;

  private final Binder binder;
  private final Journal journal;
  private final Limited limited;
  private final Set<String> known;
  private final Defaults defaults;
  private int hung;

  PartExamination(Defaults defaults, Binder binder, Journal journal, Limited limited) {
    this.defaults = defaults;
    this.binder = binder;
    this.journal = journal;
    this.limited = limited;
    this.known = journal.read().known();
  }

  void examine(Bundle bundle, PartType type) throws InterruptedException {
    found(settings(type));
    if (!sharesTheApi(bundle, type) || journal.read().findings().stream().anyMatch(f -> f.broken() && f.part().equals(type.name())
        && (f.subject().equals(ACTIVATES) || f.subject().equals(Description.REFERENCES)))) {
      return;
    }
    Optional<String> lacks = defaults.lacks(type);
    if (lacks.isPresent()) {
      found(Finding.broken("CONFIG", type.name(), ACTIVATES, "its setting '" + lacks.get() + "' has no default, so no law was tried",
          "give it one; or give it a value here, with --set " + lacks.get() + "=VALUE"));
      return;
    }
    Optional<Choice> choice = defaults.choice(type, "part");
    Optional<Choice> engine = defaults.shipped(Kind.ENGINE, ENGINE).flatMap(e -> defaults.choice(e, "engine"));
    if (choice.isEmpty() || engine.isEmpty()) {
      found(new Finding(Finding.Mark.ADVICE, "", type.name(), ACTIVATES, engine.isEmpty() ? "no law was tried: the engine " + ENGINE
          + " is not there" : "no law was tried: nothing in the distribution fills what it needs nested in it",
          "try the laws in a test of your own, with settings that fit"));
      return;
    }
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    bound(type, List.of(engine.get(), choice.get(), defaults.choice(type, "twin").orElseThrow()));
    left(bundle, before).ifPresent(thread -> found(Finding.broken("ACTIVATE", type.name(), "leaves nothing behind", "its thread '"
        + thread + "' still runs after the part was let go, and keeps all its classes",
        "end it in a method with @Deactivate, or start none")));
  }

  /** The name of a thread that runs code of the bundle and did not before. */
  private static Optional<String> left(Bundle bundle, Set<Thread> before) throws InterruptedException {
    Thread.sleep(GRACE_MILLIS);
    return Thread.getAllStackTraces().entrySet().stream().filter(e -> !before.contains(e.getKey()) && !Limited.ours(e.getKey()))
        .filter(e -> Arrays.stream(e.getValue()).anyMatch(f ->
            bundle.getEntry(f.getClassName().replaceAll("[$/].*", "").replace('.', '/') + ".class") != null))
        .map(e -> e.getKey().getName()).findFirst();
  }

  private boolean sharesTheApi(Bundle bundle, PartType type) {
    try {
      if (bundle.loadClass(type.kind().service().getName()) == type.kind().service()) {
        return true;
      }
    } catch (ClassNotFoundException | LinkageError e) {
      // said below
    }
    found(Finding.broken("RESOLVE", type.name(), ACTIVATES, "its " + type.kind().service().getName()
        + " is not the container's, so it is no part to it", "import that package, and leave its classes out of the jar"));
    return false;
  }

  private Finding settings(PartType type) {
    List<String> mute = type.attributes().stream().filter(a -> a.description().isBlank()).map(Attribute::id).toList();
    if (!mute.isEmpty()) {
      return new Finding(Finding.Mark.ADVICE, "", type.name(), SETTINGS, "nobody is told what " + String.join(", ", mute) + " means",
          "write @AttributeDefinition(description = …), with the unit");
    }
    return Finding.kept(type.name(), SETTINGS, type.attributes().isEmpty() ? "none"
        : type.attributes().stream().map(Attribute::id).collect(Collectors.joining(", ")));
  }

  private void bound(PartType type, List<Choice> roots) throws InterruptedException {
    journal.begin("ACTIVATE", type.name(), ACTIVATES);
    try (Binding binding = limited.call("bind " + type.name(), () -> binder.bind("check", roots))) {
      found(Finding.kept(type.name(), ACTIVATES, "with its default settings"));
      Class<?> service = type.kind().service();
      Specimen<Object> specimen = Specimen.<Object>of(binding.get(roots.get(1), service)).beside(binding.get(roots.get(2), service))
          .known(new Schema(type.name(), type.edition()));
      for (Law law : PartLaws.all(specimen, binding.get(roots.get(0), Engine.class))) {
        if (!known.contains(type.name() + ": " + law.name())) {
          found(tried(type, law));
        }
      }
    } catch (TimeoutException e) {
      found(Finding.broken("ACTIVATE", type.name(), ACTIVATES, "it was not there after " + limited.seconds() + " s",
          "let its constructor only take its settings"));
    } catch (ExecutionException e) {
      found(Finding.broken("ACTIVATE", type.name(), ACTIVATES, "with its default settings: "
          + String.valueOf(e.getCause().getMessage()).lines().findFirst().orElse("").replaceFirst("^(part|twin): (.* failed: )?", ""),
          "mend its constructor, which must work with the defaults"));
    }
  }

  private Finding tried(PartType type, Law law) throws InterruptedException {
    if (hung >= HANGS) {
      return new Finding(Finding.Mark.ADVICE, "", type.name(), law.name(),
          "not tried, since " + HANGS + " laws did not come to an end", "");
    }
    journal.begin(Finding.LAW, type.name(), law.name());
    try {
      Verdict verdict = limited.call(law.name(), law::check);
      return switch (verdict.outcome()) {
        case KEPT -> new Finding(Finding.Mark.KEPT, Finding.LAW, type.name(), law.name(), law.sentence(), "");
        case EXCUSED -> new Finding(Finding.Mark.EXCUSED, Finding.LAW, type.name(), law.name(), verdict.words(), "");
        case BROKEN -> Finding.broken(Finding.LAW, type.name(), law.name(), law.sentence() + "\n" + seen(verdict), law.mend());
      };
    } catch (TimeoutException e) {
      hung++;
      return Finding.broken(Finding.LAW, type.name(), law.name(), law.sentence() + "\nit did not come to an end within "
          + limited.seconds() + " s", "look for a loop or a lock that never ends");
    } catch (ExecutionException e) {
      return Finding.broken(Finding.LAW, type.name(), law.name(), law.sentence() + "\nit threw " + Needs.root(e), law.mend());
    }
  }

  /** What a verdict says beside the law's name and sentence, its first lines. */
  private static String seen(Verdict verdict) {
    return verdict.words().lines().skip(1).filter(l -> !l.startsWith("To mend it: ")).limit(LINES).map(String::stripTrailing)
        .collect(Collectors.joining("\n"));
  }

  private void found(Finding finding) {
    if (!known.contains(finding.key())) {
      journal.found(finding);
    }
  }
}
