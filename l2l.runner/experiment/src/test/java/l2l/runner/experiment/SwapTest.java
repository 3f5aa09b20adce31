package l2l.runner.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import l2l.runner.store.BadInput;
import org.junit.jupiter.api.Test;

class SwapTest {

  private static final Document COMPARE = SomeParts.document(SomeParts.EXPERIMENT);
  private static final Document GROUPS = COMPARE.with(List.of(
      "optimizers.both={\"part\": \"groups\", \"conv.*\": {\"part\": \"lstm\"}, \"rest\": {\"part\": \"adam\", \"rate\": 1}}"));
  private static final Document ONE = SomeParts.document("""
      {"kind": "meta-train", "horizon": 5, "engine": {"part": "java"}, "optimizee": {"part": "quadratic"},
       "optimizer": {"part": "groups", "rest": {"part": "sgd"}, "theta": {"part": "arrays"}, "fallback": {"part": "sgd", "rate": 2},
         "train": {"steps": 1e-0, "objective": {"part": "sum"}, "estimator": {"part": "backprop"},
           "outer": {"part": "adam", "fallback": {"part": "sgd"}}}}}
      """);

  @Test
  void listsEveryRoleThatAPartPlays() {
    assertEquals(List.of("engine", "optimizee", "optimizers/lstm", "optimizers/lstm/train/objective", "optimizers/lstm/train/estimator",
        "optimizers/lstm/train/outer", "optimizers/sgd", "optimizers/both", "optimizers/both/conv.*", "optimizers/both/rest"),
        Swap.roles(GROUPS));
    assertEquals(List.of("engine", "optimizee", "optimizer", "optimizer/rest", "optimizer/theta", "optimizer/train/objective",
        "optimizer/train/estimator", "optimizer/train/outer"), Swap.roles(ONE));
    List<String> bound = SomeParts.read(GROUPS, Path.of(".")).roots().stream().flatMap(r -> r.all().stream()).map(Choice::role).toList();
    assertTrue(bound.containsAll(Swap.roles(GROUPS)), "roles differ from those of the checked experiment: " + bound);
  }

  @Test
  void takesAShortRoleThatCanMeanOneOnly() {
    assertEquals("optimizers/lstm/train/outer", role(COMPARE, "outer"));
    assertEquals("optimizers/lstm/train/outer", role(COMPARE, "lstm/outer"));
    assertEquals("optimizers/lstm/train/outer", role(COMPARE, "optimizer/outer"));
    assertEquals("optimizers/lstm/train/outer", role(COMPARE, "optimizers.lstm.train.outer"));
    assertEquals("optimizers/sgd", role(COMPARE, "sgd"));
    assertEquals("optimizee", role(COMPARE, "optimizee"));
    assertEquals("optimizers/both/rest", role(GROUPS, "optimizer/rest"));
    assertEquals("optimizers/both/conv.*", role(GROUPS, "conv.*"));
    assertEquals("optimizer", role(ONE, "optimizer"));
    assertEquals("optimizer/train/estimator", role(ONE, "estimator"));
  }

  @Test
  void refusesAShortRoleThatMayMeanSeveralAndListsThem() {
    assertRefused("swap: \"optimizer\" may be optimizers/lstm or optimizers/sgd; name one of them in full",
        () -> role(COMPARE, "optimizer"));
    assertRefused("swap: no part of this experiment is its \"outre\"; did you mean outer? (there are engine, optimizee, optimizers/lstm,"
        + " optimizers/lstm/train/objective, optimizers/lstm/train/estimator, optimizers/lstm/train/outer, optimizers/sgd)",
        () -> role(COMPARE, "outre"));
    assertRefused("swap: no part of this experiment is its \"optimizers/adam\" (there are engine, optimizee, optimizers/lstm,"
        + " optimizers/lstm/train/objective, optimizers/lstm/train/estimator, optimizers/lstm/train/outer, optimizers/sgd)",
        () -> new Swap("optimizers/adam", "sgd", List.of()).in(COMPARE));
  }

  @Test
  void takesTheSettingsOfAnotherPartWithItAndKeepsWhatStandsBeside() {
    Document swapped = new Swap("optimizer", "adam", List.of("rate=0.5")).in(ONE);
    assertEquals("[part, rate, train, theta, fallback]", names(swapped));
    assertEquals("adam", swapped.root().get("optimizer").get("part").asText());
    assertEquals(ONE.root().get("optimizer").get("train"), swapped.root().get("optimizer").get("train"));
    assertEquals("[part, rest, theta, fallback, train]", names(ONE), "the swap changed the document it was given");
    Experiment e = SomeParts.read(new Swap("optimizers/lstm", "adam", List.of("beta1=0.5")).in(COMPARE), Path.of("."));
    assertEquals(Map.of("beta1", 0.5), e.contestants().get(0).optimizer().settings());
    assertEquals(2500, e.contestants().get(0).train().orElseThrow().steps());
    assertEquals(List.of("lstm", "sgd"), e.contestants().stream().map(Experiment.Contestant::name).toList());
  }

  @Test
  void keepsTheSettingsOfTheSamePartButThoseGivenAnew() {
    assertTrue(new Swap("optimizers/lstm/train/outer", "adam", List.of()).in(COMPARE).saysTheSame(COMPARE));
    Experiment e = SomeParts.read(new Swap("optimizers/lstm/train/outer", "adam", List.of("beta1=0.5")).in(COMPARE), Path.of("."));
    assertEquals(Map.of("rate", 0.003, "beta1", 0.5), e.contestants().get(0).train().orElseThrow().outer().settings());
  }

  @Test
  void swapsNestedParts() {
    Document swapped = new Swap("optimizers/both/conv.*", "sgd", List.of("rate=3")).in(GROUPS);
    Choice both = SomeParts.read(swapped, Path.of(".")).contestants().get(2).optimizer();
    assertEquals(List.of("sgd", "adam"), both.children().stream().map(c -> c.part().name()).toList());
    assertEquals(List.of("conv.*", "rest"), both.children().stream().map(Choice::key).toList());
    Document nested = new Swap("optimizers/sgd", "groups", List.of("rest={\"part\": \"sgd\"}", "rest.rate=4")).in(COMPARE);
    assertEquals(4, nested.root().get("optimizers").get("sgd").get("rest").get("rate").asInt());
  }

  @Test
  void refusesSettingsThatAreNone() {
    assertRefused("swap rate: a change is written key=value, such as rate=0.01",
        () -> new Swap("optimizee", "mlp", List.of("rate")).in(COMPARE));
    Document wrong = new Swap("optimizers/lstm/train/outer", "adam", List.of("beta=1")).in(COMPARE);
    assertRefused("x.json: optimizers.lstm.train.outer.beta: adam has no setting \"beta\"; did you mean beta1? (it has part, rate, beta1,"
        + " fallback)", () -> SomeParts.read(wrong, Path.of(".")));
  }

  @Test
  void letsAFallbackTakeOver() {
    Document changed = Swap.fallback(Swap.fallback(ONE, "optimizer"), "optimizer/train/outer");
    assertEquals("[part, rate, train, theta]", names(changed));
    Experiment e = SomeParts.read(changed.with(List.of("optimizer.theta=null")), Path.of("."));
    assertEquals("sgd", e.contestants().get(0).optimizer().part().name());
    assertEquals("sgd", e.contestants().get(0).train().orElseThrow().outer().part().name());
    assertEquals(Map.of(), e.fallbacks());
    assertRefused("optimizee has no fallback; declare one in the experiment, or swap its part", () -> Swap.fallback(ONE, "optimizee"));
  }

  @Test
  void aDocumentTellsWhatItSaysNowAndReadsItBack() {
    Document changed = new Swap("optimizers/sgd", "adam", List.of("rate=1e-7", "beta1=0.1")).in(GROUPS.with(List.of(
        "seed=9223372036854775807", "title=a \"b\"\nü")));
    Document again = SomeParts.document(SomeParts.EXPERIMENT).saying(changed.text());
    assertTrue(again.saysTheSame(changed));
    assertEquals(changed.text(), again.text());
    assertFalse(again.saysTheSame(GROUPS));
    assertArrayEquals(SomeParts.EXPERIMENT.getBytes(StandardCharsets.UTF_8), again.bytes());
    assertEquals(1e-7, again.root().get("optimizers").get("sgd").get("rate").doubleValue());
    assertEquals(Long.MAX_VALUE, again.root().get("seed").longValue());
    assertFalse(SomeParts.document("{\"a\": 1, \"b\": 2}").saysTheSame(SomeParts.document("{\"b\": 2, \"a\": 1}")), "order has meaning");
  }

  private static String role(Document document, String given) {
    return Swap.of(document, given, "sgd", List.of()).role();
  }

  private static String names(Document document) {
    return document.root().get("optimizer").properties().stream().map(Map.Entry::getKey).toList().toString();
  }

  private static void assertRefused(String sentence, Runnable action) {
    assertEquals(sentence, assertThrows(BadInput.class, action::run).getMessage());
  }
}
