package l2l.runner.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Tensors;
import l2l.runner.experiment.Attribute;
import l2l.runner.experiment.Catalogue;
import l2l.runner.experiment.Checked;
import l2l.runner.experiment.Document;
import l2l.runner.experiment.Experiment;
import l2l.runner.experiment.Kind;
import l2l.runner.experiment.PartType;
import l2l.runner.loop.Contestant;
import l2l.runner.loop.Curves;
import l2l.runner.loop.Tuning;
import l2l.runner.store.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** result.json as other programs read it. */
class FindingsTest {

  private static final Attribute RATE =
      new Attribute("rate", Attribute.Type.DOUBLE, false, false, "0", null, List.of(), List.of("0.01"), "step size");
  private static final Catalogue CATALOGUE = new Catalogue(List.of(part(Kind.ENGINE, "java"), part(Kind.OPTIMIZEE, "quadratic"),
      part(Kind.OPTIMIZER, "sgd", RATE), part(Kind.OPTIMIZER, "lstm"), part(Kind.OBJECTIVE, "sum"), part(Kind.ESTIMATOR, "backprop")));
  private static final String EXPERIMENT = """
      {"kind": "compare", "horizon": 2, "engine": {"part": "java"}, "optimizee": {"part": "quadratic"}, "optimizers": {
        "sgd": {"part": "sgd", "tune": {"rate": {"from": 0.1, "to": 0.4, "points": 3}}},
        "fixed": {"part": "sgd", "rate": 0.5},
        "lstm": {"part": "lstm", "train": {"objective": {"part": "sum"}, "estimator": {"part": "backprop"},
          "outer": {"part": "sgd"}, "steps": 1}}}}
      """;

  @TempDir Path dir;

  private static PartType part(Kind kind, String name, Attribute... attributes) {
    return new PartType(kind, name, 1, "", "", name, name, "1", 1, List.of(attributes), List.of());
  }

  private JsonNode result() throws Exception {
    Experiment experiment =
        Checked.experiment(Document.of("x.json", EXPERIMENT.getBytes(StandardCharsets.UTF_8)), CATALOGUE, Path.of(""));
    double[] grid = {0.1, 0.2, 0.4};
    List<Contestant.Outcome> outcomes = List.of(
        outcome("sgd", Optional.of(new Tuning.Chosen("rate", grid, new double[] {3, 2, 1}, 2)), new double[][] {{9, 4, 1}, {9, 6, 2},
        {9, 8, 6}}),
        outcome("fixed", Optional.empty(), new double[][] {{9, 1, 1}, {9, 1, Double.NaN}, {9, 1, 1}}),
        outcome("lstm", Optional.empty(), new double[][] {{9, 2, 0.1}, {9, 2, 0.2}, {9, 2, 0.3}}));
    try (RunDirectory directory = RunDirectory.at(dir.resolve("run"), new byte[0])) {
      Recording recording = new Recording(directory, Display.NOTHING, Map.of(), 0, List.of());
      Engine engine = (Engine) java.lang.reflect.Proxy.newProxyInstance(Engine.class.getClassLoader(), new Class<?>[] {Engine.class},
          (proxy, method, arguments) -> Precision.FLOAT);
      Findings findings = new Findings(experiment, engine, outcomes, recording, List.of(), List.of(), "l2l run x.json");
      findings.write(directory);
      for (String file : List.of("report.html", "curves.png", "curves.csv")) {
        assertEquals(true, directory.path().resolve(file).toFile().length() > 100, file);
      }
      return new ObjectMapper().readTree(directory.path().resolve("result.json").toFile());
    }
  }

  private static Contestant.Outcome outcome(String name, Optional<Tuning.Chosen> chosen, double[][] losses) {
    double[] verdicts = new double[losses.length];
    for (int i = 0; i < verdicts.length; i++) {
      verdicts[i] = losses[i][2];
    }
    return new Contestant.Outcome(name, Tensors.none(), Optional.empty(), chosen, new Curves(losses, verdicts, new double[0]));
  }

  @Test
  void holdsTheFiguresUnrounded() throws Exception {
    JsonNode sgd = result().path("optimizers").path("sgd");
    assertEquals(3.0, sgd.path("mean").doubleValue());
    assertEquals(Math.sqrt(7) / Math.sqrt(3), sgd.path("sem").doubleValue(), 1e-15);
    assertEquals(2.0, sgd.path("median").doubleValue());
    assertEquals(9.0, sgd.path("sum").doubleValue());
    assertEquals(0.4, sgd.path("rate").doubleValue());
    assertEquals(0, sgd.path("diverged").intValue());
    assertEquals(true, sgd.path("tuned").path("atEdge").booleanValue());
  }

  @Test
  void isInfiniteWhereATaskDivergedAndNeverTrimmed() throws Exception {
    JsonNode fixed = result().path("optimizers").path("fixed");
    assertEquals("inf", fixed.path("mean").textValue());
    assertEquals(1, fixed.path("diverged").intValue());
    assertEquals(0.5, fixed.path("rate").doubleValue());
    assertEquals("inf", fixed.path("difference").path("mean").textValue());
  }

  @Test
  void hasNoRateForWhatWasLearnedAndSaysHow() throws Exception {
    JsonNode result = result();
    JsonNode lstm = result.path("optimizers").path("lstm");
    assertEquals(true, lstm.get("rate").isNull());
    assertEquals("backprop", lstm.path("training").path("estimator").path("part").textValue());
    assertEquals("lstm", result.path("reference").textValue());
    assertEquals(true, lstm.path("difference").isMissingNode());
    assertEquals(2.8, result.path("optimizers").path("sgd").path("difference").path("mean").doubleValue(), 1e-12);
    assertEquals("f(x_2)", result.path("verdict").textValue());
  }
}
