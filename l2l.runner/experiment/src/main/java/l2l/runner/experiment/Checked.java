package l2l.runner.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import l2l.api.Split;
import l2l.runner.store.BadInput;

/** Turns a document into an experiment, or refuses it with one sentence that names file, key, value and what is allowed. */
public final class Checked {

  private final Document document;
  private final Catalogue catalogue;
  private final Tree tree;
  private final Tree spare;
  private final Form form;
  private final Map<String, Choice> fallbacks = new LinkedHashMap<>();

  private Checked(Document document, Catalogue catalogue, Path data) {
    this.document = document;
    this.catalogue = catalogue;
    this.tree = new Tree(document, catalogue, data);
    this.spare = new Tree(document, new Catalogue(catalogue.parts()), data);
    this.form = new Form(document);
  }

  /**
   * The experiment a document describes.
   *
   * @param data where relative files and directories lie
   * @throws BadInput for the first thing in it that cannot be used
   */
  public static Experiment experiment(Document document, Catalogue catalogue, Path data) {
    return new Checked(document, catalogue, data).experiment();
  }

  private Experiment experiment() {
    ObjectNode root = document.root();
    boolean comparing = !root.path("kind").asText().equals("meta-train");
    String many = comparing ? "optimizers" : "optimizer";
    Map<String, Object> top =
        form.all(root, "", "an experiment", Keys.EXPERIMENT, List.of("engine", "optimizee", "validation", "test", many));
    Choice engine = part(Kind.ENGINE, root, "engine").orElse("threads", top.get("threads"));
    Choice optimizee = part(Kind.OPTIMIZEE, root, "optimizee");
    Experiment.Trial validation = trial("validation", optimizee);
    Experiment.Trial test = trial("test", optimizee);
    List<Experiment.Contestant> contestants =
        comparing ? contestants(root) : List.of(contestant(many, required(root, many, ""), many, many));
    if (!comparing && contestants.get(0).train().isEmpty()) {
      throw document.refusal("optimizer", "optimizer lacks \"train\": to meta-train it, say how");
    }
    String title = (String) top.get("title");
    Experiment checked = new Experiment(document, (String) top.get("kind"), title, (Long) top.get("seed"), (Long) top.get("horizon"),
        (Integer) top.get("threads"), engine, optimizee, validation, test, contestants,
        reference((String) top.get("reference"), contestants), limits(top), fallbacks);
    return title.isEmpty() ? titled(checked) : checked;
  }

  private static Experiment.Limits limits(Map<String, Object> top) {
    return new Experiment.Limits((Integer) top.get("faults"), seconds((Double) top.get("budget")), seconds((Double) top.get("snapshot")));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(1000 * seconds));
  }

  private static Experiment titled(Experiment e) {
    return new Experiment(e.document(), e.kind(), e.name(), e.seed(), e.horizon(), e.threads(), e.engine(), e.optimizee(), e.validation(),
        e.test(), e.contestants(), e.reference(), e.limits(), e.fallbacks());
  }

  private Choice part(Kind kind, ObjectNode in, String key) {
    return tree.root(kind, required(in, key, ""), key, key, List.of());
  }

  private JsonNode required(ObjectNode in, String key, String path) {
    if (!in.has(key)) {
      throw document.refusal(path, (path.isEmpty() ? "the experiment" : path) + " lacks \"" + key + "\"");
    }
    return in.get(key);
  }

  private Experiment.Trial trial(String name, Choice optimizee) {
    JsonNode given = document.root().has(name) ? document.root().get(name) : JsonNodeFactory.instance.objectNode();
    Map<String, Object> values = form.all(given, name, name, Keys.TRIAL, List.of("optimizee", "judge"));
    Choice own = optimizee;
    if (given.has("optimizee")) {
      String path = Document.join(name, "optimizee");
      ObjectNode merged = overlaid((ObjectNode) document.root().get("optimizee"), form.object(given.get("optimizee"), path));
      own = tree.root(Kind.OPTIMIZEE, merged, path, name + "/optimizee", List.of());
    }
    return new Experiment.Trial((Integer) values.get("draws"), own, Optional.ofNullable(given.get("judge")).map(j -> judge(j, name)));
  }

  private Experiment.Judge judge(JsonNode node, String name) {
    Map<String, Object> values = form.all(node, Document.join(name, "judge"), "judge", Keys.JUDGE, List.of());
    return new Experiment.Judge(Split.valueOf(values.get("split").toString().toUpperCase(Locale.ROOT)), (Boolean) values.get("whole"));
  }

  /** What stands in both is taken from above, object by object; another part replaces the whole. */
  static ObjectNode overlaid(ObjectNode below, ObjectNode above) {
    if (above.has(Tree.PART) && !above.get(Tree.PART).equals(below.get(Tree.PART))) {
      return above;
    }
    ObjectNode merged = below.deepCopy();
    for (Map.Entry<String, JsonNode> e : above.properties()) {
      boolean both = merged.get(e.getKey()) instanceof ObjectNode && e.getValue() instanceof ObjectNode;
      merged.set(e.getKey(), both ? overlaid((ObjectNode) merged.get(e.getKey()), (ObjectNode) e.getValue()) : e.getValue());
    }
    return merged;
  }

  private List<Experiment.Contestant> contestants(ObjectNode root) {
    ObjectNode all = form.object(required(root, "optimizers", ""), "optimizers");
    List<Experiment.Contestant> contestants = new ArrayList<>();
    for (Map.Entry<String, JsonNode> e : all.properties()) {
      String path = Document.join("optimizers", e.getKey());
      if (!e.getKey().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
        throw document.refusal(path, path + ": an optimizer's name is of letters, digits, '.', '_' and '-', since files are named by it");
      }
      contestants.add(contestant(e.getKey(), e.getValue(), path, "optimizers/" + e.getKey()));
    }
    if (contestants.isEmpty()) {
      throw document.refusal("optimizers", "optimizers is empty; name at least one");
    }
    return contestants;
  }

  private Experiment.Contestant contestant(String name, JsonNode node, String path, String role) {
    Choice optimizer = tree.root(Kind.OPTIMIZER, node, path, role, Keys.beside(role));
    Optional<Choice> arrays = Optional.empty();
    Optional<Path> file = Optional.empty();
    if (node.has("theta")) {
      String at = Document.join(path, "theta");
      if (node.get("theta").isTextual()) {
        file = Optional.of(tree.existing(node.get("theta").asText(), at, false));
      } else {
        arrays = Optional.of(tree.root(Kind.ARRAYS, node.get("theta"), at, role + "/theta", List.of()));
      }
    }
    Optional<Experiment.Training> train =
        Optional.ofNullable(node.get("train")).map(t -> training(t, Document.join(path, "train"), role + "/train"));
    Optional<Experiment.Grid> tune = Optional.ofNullable(node.get("tune")).map(t -> grid(t, Document.join(path, "tune"), optimizer.part()));
    fallback(Kind.OPTIMIZER, node, path, role)
        .ifPresent(f -> tune.ifPresent(t -> grid(node.get("tune"), Document.join(path, "tune"), f.part())));
    return new Experiment.Contestant(name, optimizer, train, tune, arrays, file);
  }

  private Experiment.Training training(JsonNode node, String path, String role) {
    Map<String, Object> values = form.all(node, path, "train", Keys.TRAIN, List.of("objective", "estimator", "outer"));
    Choice objective = nested(Kind.OBJECTIVE, node, "objective", path, role);
    Choice estimator = nested(Kind.ESTIMATOR, node, "estimator", path, role);
    Choice outer = nested(Kind.OPTIMIZER, node, "outer", path, role);
    return new Experiment.Training(objective, estimator, outer, (String) values.get("schedule"), (Double) values.get("final"),
        (Double) values.get("clip"), (Long) values.get("steps"),
        (Long) values.getOrDefault("validate", ((Long) values.get("steps") + 9) / 10));
  }

  private Choice nested(Kind kind, JsonNode node, String key, String path, String role) {
    JsonNode part = required((ObjectNode) node, key, path);
    Choice choice = tree.root(kind, part, Document.join(path, key), role + "/" + key, Keys.beside(role + "/" + key));
    fallback(kind, part, Document.join(path, key), role + "/" + key);
    return choice;
  }

  /** Who takes over in a role. A run under way that does not need it yet does without, while it is gone. */
  private Optional<Choice> fallback(Kind kind, JsonNode node, String path, String role) {
    if (!node.has(Keys.FALLBACK)) {
      return Optional.empty();
    }
    try {
      Choice choice = spare.root(kind, node.get(Keys.FALLBACK), Document.join(path, Keys.FALLBACK), role, List.of());
      fallbacks.put(role, choice);
      return Optional.of(choice);
    } catch (BadInput e) {
      if (catalogue.underWay() && MissingPart.behind(e).isPresent()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Experiment.Grid grid(JsonNode node, String path, PartType part) {
    ObjectNode grids = form.object(node, path);
    List<String> numbers =
        part.attributes().stream().filter(a -> a.type() == Attribute.Type.DOUBLE && !a.list()).map(Attribute::id).toList();
    if (grids.size() != 1) {
      throw document.refusal(path,
          path + " names " + grids.size() + " hyper-parameters, and must name one of " + String.join(", ", numbers));
    }
    String name = grids.fieldNames().next();
    String at = Document.join(path, name);
    if (!numbers.contains(name)) {
      throw document.refusal(at, at + ": " + part.name() + " has no number \"" + name + "\" to tune" + Nearest.hint(name, numbers)
          + " (it has " + (numbers.isEmpty() ? "none" : String.join(", ", numbers)) + ")");
    }
    Map<String, Object> values = form.all(grids.get(name), at, "a grid", Keys.GRID, List.of());
    Experiment.Grid grid =
        new Experiment.Grid(name, (Double) values.get("from"), (Double) values.get("to"), (Integer) values.get("points"));
    if (!(grid.from() > 0 && grid.from() < grid.to() || grid.from() > 0 && grid.from() == grid.to() && grid.points() == 1)) {
      throw document.refusal(at,
          at + " runs from " + grid.from() + " to " + grid.to() + ", and must run from above 0 to something greater");
    }
    return grid;
  }

  private Optional<String> reference(String given, List<Experiment.Contestant> contestants) {
    List<String> names = contestants.stream().map(Experiment.Contestant::name).toList();
    if (given.isEmpty()) {
      return contestants.stream().filter(c -> c.train().isPresent() || c.arrays().isPresent() || c.file().isPresent())
          .map(Experiment.Contestant::name).findFirst();
    }
    if (!names.contains(given)) {
      throw document.refusal("reference", "reference is \"" + given + "\", and must be one of " + String.join(", ", names)
          + Nearest.hint(given, names));
    }
    return Optional.of(given);
  }
}
