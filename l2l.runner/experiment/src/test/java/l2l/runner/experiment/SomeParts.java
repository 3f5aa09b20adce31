package l2l.runner.experiment;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A small catalogue and an experiment that uses it. */
final class SomeParts {

  static final Attribute RATE = number("rate", Attribute.Type.DOUBLE, "0", null, "0.01");

  static final Catalogue CATALOGUE = new Catalogue(List.of(
      part(Kind.ENGINE, "java"),
      part(Kind.ENGINE, "nd4j", text("precision", "float", "float", "double"), number("threads", Attribute.Type.INTEGER, "0", null, "0")),
      part(Kind.OPTIMIZEE, "quadratic", number("dimension", Attribute.Type.INTEGER, "1", null, "10"),
          number("problems", Attribute.Type.INTEGER, "1", null, "1"), text("data", "gaussian", "gaussian", "uniform")),
      with(part(Kind.OPTIMIZEE, "mlp", new Attribute("hidden", Attribute.Type.INTEGER, true, false, "1", null, List.of(), List.of("20"),
      "units"),
          new Attribute("bias", Attribute.Type.SWITCH, false, false, null, null, List.of(), List.of("true"), "whether")),
          new PartType.Slot("data", Kind.DATA, false, true)),
      part(Kind.DATA, "mnist", new Attribute("directory", Attribute.Type.TEXT, false, false, null, null, List.of(), List.of("."), "where")),
      part(Kind.DATA, "digits"),
      part(Kind.OPTIMIZER, "sgd", RATE),
      part(Kind.OPTIMIZER, "adam", RATE, number("beta1", Attribute.Type.DOUBLE, "0", "1", "0.9")),
      part(Kind.OPTIMIZER, "lstm", number("units", Attribute.Type.INTEGER, "1", null, "20"), number("scale", Attribute.Type.DOUBLE, null,
      null, "0.1")),
      with(part(Kind.OPTIMIZER, "groups", number("rate", Attribute.Type.DOUBLE, "0", null, "1")),
          new PartType.Slot("children", Kind.OPTIMIZER, true, true)),
      part(Kind.OBJECTIVE, "sum", text("points", "1..T", "1..T", "0..T")),
      part(Kind.ESTIMATOR, "backprop", number("unroll", Attribute.Type.INTEGER, "0", null, "20"),
      text("order", "first", "first", "second")),
      part(Kind.ARRAYS, "arrays",
          new Attribute("file", Attribute.Type.TEXT, false, true, null, null, List.of(), List.of(), "an .npz or .safetensors file"))));

  static final String EXPERIMENT = """
      {
        "kind": "compare",
        "seed": 7,
        "horizon": 100,
        "engine": {"part": "nd4j", "precision": "float"},
        "optimizee": {"part": "quadratic", "problems": 128},
        "validation": {"optimizee": {"problems": 1000}},
        "test": {"draws": 2, "optimizee": {"problems": 500}, "judge": {"split": "test"}},
        "optimizers": {
          "lstm": {"part": "lstm", "scale": 0.5,
            "train": {"objective": {"part": "sum"}, "estimator": {"part": "backprop", "unroll": 20},
              "outer": {"part": "adam", "rate": 0.003}, "schedule": "cosine", "final": 0.01, "steps": 2500, "validate": 250}},
          "sgd": {"part": "sgd", "tune": {"rate": {"from": 1e-4, "to": 10, "points": 101}}}
        }
      }
      """;

  private SomeParts() {}

  static Document document(String text) {
    return Document.of("x.json", text.getBytes(StandardCharsets.UTF_8));
  }

  static Experiment read(String text, String... changes) {
    return read(document(text).with(List.of(changes)), Path.of("."));
  }

  static Experiment read(Document document, Path data) {
    return Checked.experiment(document, CATALOGUE, data);
  }

  static PartType part(Kind kind, String name, Attribute... attributes) {
    return new PartType(kind, name, 1, "", "", "pid." + name, "bundle." + name, "1.0.0", 9, List.of(attributes), List.of());
  }

  private static PartType with(PartType p, PartType.Slot... slots) {
    return new PartType(p.kind(), p.name(), p.edition(), p.paper(), p.description(), p.pid(), p.bundle(), p.version(), p.bundleId(),
        p.attributes(), Stream.concat(p.slots().stream(), Arrays.stream(slots)).toList());
  }

  static Attribute number(String id, Attribute.Type type, String min, String max, String fallback) {
    return new Attribute(id, type, false, false, min, max, List.of(), List.of(fallback), "a number");
  }

  static Attribute text(String id, String fallback, String... options) {
    return new Attribute(id, Attribute.Type.TEXT, false, false, null, null, List.of(options), List.of(fallback), "a text");
  }
}
