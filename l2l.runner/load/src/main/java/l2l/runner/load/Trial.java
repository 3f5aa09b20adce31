package l2l.runner.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import l2l.runner.experiment.Parts;
import l2l.runner.store.BadInput;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Starts a new bundle and puts its parts to the quick laws of the contract, on the thread that calls it; what it finds is text.
 *
 * <p>It may hang where the bundle does. {@link #now()} says in what, {@link #enough()} has it begin no other law.
 */
final class Trial {

  private static final String ENGINE = "java";

  /** The data set that needs no files. */
  private static final String DATA = "digits";

  /** The reference that takes parts at keys of the user's own, and a key that fits every name. */
  private static final String CHILDREN = "children";
  private static final String EVERY = "*";

  /** What a law says where a file is missing, which is a matter of settings. */
  private static final Pattern FILE = Pattern.compile("threw java\\.(?:io|nio\\.file)\\.\\w+: (.*)");

  private final Parts parts;
  private final Binder binder;
  private final Diagnosis diagnosis;
  private final String title;
  private final String sha256;
  private final List<String> named;
  private final List<String> notes = new ArrayList<>();
  private final List<String> left = new ArrayList<>();
  private int kept;
  private volatile String now = "starting it";
  private volatile boolean law;
  private volatile boolean enough;

  Trial(Parts parts, Binder binder, Diagnosis diagnosis, Item item) {
    this.parts = parts;
    this.binder = binder;
    this.diagnosis = diagnosis;
    this.title = item.title();
    this.sha256 = item.sha256;
    this.named = List.copyOf(item.parts);
  }

  /** What it is doing. */
  String now() {
    return now;
  }

  /** Whether that is a law. */
  boolean inALaw() {
    return law;
  }

  /** Begin no other law. */
  void enough() {
    enough = true;
  }

  /** @param known the verdict of the laws where they were tried before */
  Reason judge(Bundle bundle, Optional<Reason> known) {
    try {
      bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
    } catch (BundleException | RuntimeException | LinkageError e) {
      return bundle.getState() == Bundle.INSTALLED ? diagnosis.unresolved(bundle, title, e.getMessage()) : thrown("starting", e);
    }
    now = "reading what it says of its parts";
    String broken = parts.broken().get(bundle.getBundleId());
    if (broken != null) {
      return new Reason(Code.CONFIG, title + ": " + Diagnosis.oneLine(broken),
          "Let the build write that file from the annotations @Component and @ObjectClassDefinition.");
    }
    List<PartType> types = parts.all().parts().stream().filter(p -> p.bundleId() == bundle.getBundleId()).toList();
    for (String name : named) {
      if (types.stream().noneMatch(t -> t.name().equals(name))) {
        return new Reason(Code.CONFIG, title + " describes a part " + name + ", but not so that the container takes it for one.",
            "Let the build write OSGI-INF/*.xml from @Part and @Component(service = …), with bnd of version 7 or later.");
      }
    }
    Optional<Reason> wrong = types.stream().flatMap(t -> wrong(bundle, t).stream()).findFirst()
        .or(() -> diagnosis.reference(bundle, title));
    return wrong.orElseGet(() -> known.orElseGet(() -> laws(types)));
  }

  private Optional<Reason> wrong(Bundle bundle, PartType type) {
    try {
      if (bundle.loadClass(type.kind().service().getName()) != type.kind().service()) {
        return Optional.of(new Reason(Code.RESOLVE, title + " brings its own copy of " + type.kind().service().getPackageName()
            + ", so its part " + type.name() + " is none to the container.", "Leave that package out of the jar and import it."));
      }
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.of(new Reason(Code.RESOLVE, title + " does not import " + type.kind().service().getPackageName()
          + ", so its part " + type.name() + " cannot be one.", "Import that package; bnd does it where the code uses it."));
    }
    for (Attribute a : type.attributes()) {
      if (a.required() && a.defaults().isEmpty()) {
        notes.add("laws of " + type.name() + " not tried: its setting '" + a.id() + "' must be given");
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private Reason laws(List<PartType> types) {
    for (PartType type : types) {
      if (notes.stream().noneMatch(n -> n.startsWith("laws of " + type.name() + " "))) {
        Optional<Reason> broken = laws(type);
        if (broken.isPresent()) {
          return broken.get();
        }
      }
    }
    List<String> words = new ArrayList<>();
    if (kept + left.size() > 0) {
      words.add(left.isEmpty() ? "it keeps all " + kept + " laws that were tried"
          : kept + " of " + (kept + left.size()) + " laws in 1 s; not reached: " + String.join(", ", left));
    }
    words.addAll(notes);
    String offer = types.isEmpty() ? "it has no parts; other bundles can use its packages"
        : String.join(", ", types.stream().map(t -> t.kind().word() + " " + t.name()).toList());
    return new Reason(Code.READY, title + " is there: " + offer + (words.isEmpty() ? "" : "; " + String.join("; ", words)) + ".",
        types.isEmpty() ? "Drop the bundle that uses them." : "Name it in an experiment: \"part\": \"" + types.get(0).name() + "\".");
  }

  private Optional<Reason> laws(PartType type) {
    now = "making its part " + type.name();
    Optional<Choice> choice = choice(type, "part", 0);
    Optional<PartType> engine = shipped(Kind.ENGINE).stream().filter(p -> p.name().equals(ENGINE)).findFirst();
    if (choice.isEmpty() || engine.isEmpty()) {
      notes.add("laws of " + type.name() + " not tried: "
          + (engine.isEmpty() ? "the engine " + ENGINE + " is not there" : "nothing here fills what it needs nested in it"));
      return Optional.empty();
    }
    Choice arithmetic = new Choice("engine", "engine", "", 0, engine.get(), Map.of(), List.of());
    Choice twin = choice(type, "twin", 0).orElseThrow();
    try (Binding bound = binder.bind("probation of " + sha256, List.of(arithmetic, choice.get(), twin))) {
      return laws(type, specimen(bound, choice.get(), twin, type), bound.get(arithmetic, Engine.class));
    } catch (BadInput e) {
      notes.add("laws of " + type.name() + " not tried: its default settings do not do, "
          + Diagnosis.oneLine(e.getMessage().replaceFirst("^part: ", "")).replaceAll("[.]$", ""));
      return Optional.empty();
    } catch (IllegalStateException e) {
      return Optional.of(new Reason(Code.ACTIVATE, title + ": its part " + type.name() + " cannot be made: "
          + Diagnosis.oneLine(String.valueOf(e.getMessage()).replaceFirst("^.* failed: ", "")),
          "Mend its constructor, which must work with the default settings, and drop it again."));
    }
  }

  private static Specimen<Object> specimen(Binding bound, Choice part, Choice twin, PartType type) {
    return Specimen.<Object>of(bound.get(part, type.kind().service())).beside(bound.get(twin, type.kind().service()))
        .known(new Schema(type.name(), type.edition()));
  }

  private Optional<Reason> laws(PartType type, Specimen<Object> specimen, Engine engine) {
    law = true;
    try {
      for (Law l : PartLaws.quick(specimen, engine)) {
        now = "the law " + l.name() + " of " + type.name();
        if (enough) {
          left.add(l.name());
          continue;
        }
        Verdict verdict = l.check();
        Matcher file = FILE.matcher(verdict.words());
        if (verdict.broken() && file.find()) {
          notes.add("laws of " + type.name() + " not tried: " + Diagnosis.oneLine(file.group(1)).replaceAll("[.]$", ""));
          return Optional.empty();
        }
        if (verdict.broken()) {
          return Optional.of(broken(type, l, verdict));
        }
        kept++;
      }
      return Optional.empty();
    } finally {
      law = false;
    }
  }

  private Reason broken(PartType type, Law law, Verdict verdict) {
    String seen = verdict.words().lines().skip(1).findFirst().map(s -> " Seen: " + Diagnosis.oneLine(s)).orElse("");
    String mend = law.mend().isEmpty() ? "Mend it and drop it again." : Character.toUpperCase(law.mend().charAt(0))
        + Diagnosis.ended(law.mend().substring(1));
    return new Reason(Code.CONTRACT, title + ": " + type.kind().word() + " " + type.name() + " breaks the law " + law.name() + ": "
        + law.sentence() + "." + seen, mend);
  }

  /** A part with its default settings, what it needs nested in it taken from the distribution; empty where that has nothing. */
  private Optional<Choice> choice(PartType type, String role, int depth) {
    List<Choice> children = new ArrayList<>();
    for (PartType.Slot slot : type.slots()) {
      if (slot.required()) {
        Optional<Choice> child = depth > 2 ? Optional.empty() : shipped(slot.kind()).stream()
            .flatMap(p -> choice(p, role + "/" + slot.name(), depth + 1).stream()).findFirst();
        if (child.isEmpty()) {
          return Optional.empty();
        }
        String key = slot.name().equals(CHILDREN) ? EVERY : slot.name();
        children.add(new Choice(child.get().role(), key, slot.name(), 0, child.get().part(), Map.of(), child.get().children()));
      }
    }
    if (depth > 0 && type.attributes().stream().anyMatch(a -> a.required() && a.defaults().isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(new Choice(role, role, "", 0, type, new HashMap<>(), children));
  }

  private List<PartType> shipped(Kind kind) {
    return parts.now().of(kind).stream().filter(p -> p.bundle().startsWith("l2l."))
        .sorted(Comparator.comparing(p -> !p.name().equals(DATA))).toList();
  }

  private Reason thrown(String doing, Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return new Reason(Code.ACTIVATE, title + " threw on " + doing + ": " + Diagnosis.oneLine(cause.toString()),
        "Mend what its activator does, and drop it again.");
  }
}
