package l2l.runner.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import l2l.runner.store.BadInput;
import org.junit.jupiter.api.Test;

/** Which parts a run takes that goes on while bundles come and go. */
class RunUnderWayTest {

  private static final PartType ADAM = of("bundle.adam", 10, "1.0.1");
  private static final PartType OTHER = of("other.adam", 11, "2.3.0");
  private static final Catalogue MORE = with(ADAM, OTHER);
  private static final String OUTER = "optimizers/lstm/train/outer";
  private static final Document ADAMS = SomeParts.document(SomeParts.EXPERIMENT).with(List.of("optimizers.adam={\"part\": \"adam\"}"));

  @Test
  void takesTheNewestPartOfAName() {
    assertEquals(OTHER, outer(read(MORE)).part());
    assertEquals(OTHER, read(MORE).contestants().get(2).optimizer().part());
  }

  @Test
  void aPinnedRoleTakesItsVeryPartEvenIfNobodyOffersIt() {
    PartType gone = of("bundle.adam", 5, "0.9.0");
    Experiment e = read(MORE.pinned(Map.of(OUTER, gone)));
    assertEquals(gone, outer(e).part());
    assertEquals(OTHER, e.contestants().get(2).optimizer().part());
    Experiment swapped = Checked.experiment(new Swap(OUTER, "sgd", List.of()).in(ADAMS), MORE.pinned(Map.of(OUTER, gone)), Path.of("."));
    assertEquals("sgd", outer(swapped).part().name());
  }

  @Test
  void aRunStaysWithItsBundle() {
    Experiment e = read(MORE.preferring(Map.of(OUTER, "bundle.adam")));
    assertEquals(ADAM, outer(e).part());
    assertEquals(OTHER, e.contestants().get(2).optimizer().part());
  }

  @Test
  void saysWhichBundleIsGone() {
    BadInput e = assertThrows(BadInput.class, () -> read(with(OTHER).preferring(Map.of(OUTER, "acme"))));
    assertEquals("x.json, line 12: optimizers.lstm.train.outer.part: the bundle acme, which this run has its adam of, is gone;"
        + " bring it back, or swap to the adam of other.adam", e.getMessage());
    MissingPart missing = MissingPart.behind(e).orElseThrow();
    assertEquals(OUTER + " OPTIMIZER adam", missing.role() + " " + missing.kind() + " " + missing.name());
    BadInput other = assertThrows(BadInput.class, () -> SomeParts.read(SomeParts.EXPERIMENT, "seed=x"));
    assertEquals(Optional.empty(), MissingPart.behind(other));
  }

  @Test
  void namesTheVersionsThatWouldDo() {
    assertEquals("[1.0,2)", ADAM.range());
    assertEquals("[2.3,3)", OTHER.range());
    assertEquals("[1.0,2)", of("x", 1, "1").range());
  }

  @Test
  void nodesDifferByCodeSettingsAndChildrenAndInNothingElse() {
    Choice base = outer(read(SomeParts.CATALOGUE));
    assertFalse(base.differsFrom(outer(read(SomeParts.CATALOGUE))));
    assertTrue(base.differsFrom(outer(read(MORE))), "another bundle");
    assertTrue(base.differsFrom(outer(SomeParts.read(SomeParts.EXPERIMENT, OUTER.replace('/', '.') + ".rate=1"))), "another setting");
    assertFalse(base.differsFrom(outer(SomeParts.read(SomeParts.EXPERIMENT, OUTER.replace('/', '.') + ".beta1=0.9"))), "its default");
    String mlp = "optimizee={\"part\": \"mlp\", \"hidden\": [5, 6], \"data\": {\"part\": \"digits\"}}";
    Choice nested = SomeParts.read(SomeParts.EXPERIMENT, mlp, "validation=null", "test=null").optimizee();
    assertFalse(nested.differsFrom(SomeParts.read(SomeParts.EXPERIMENT, mlp, "validation=null", "test=null").optimizee()), "lists");
    assertTrue(nested.differsFrom(SomeParts.read(SomeParts.EXPERIMENT, mlp.replace("digits", "mnist"), "validation=null", "test=null")
        .optimizee()), "another child");
  }

  @Test
  void readsWhatIsTakenFromParts() {
    assertEquals(new Experiment.Limits(3, Duration.ofSeconds(300), Duration.ofSeconds(10)), SomeParts.read(SomeParts.EXPERIMENT).limits());
    assertEquals(new Experiment.Limits(1, Duration.ofMillis(2500), Duration.ZERO),
        SomeParts.read(SomeParts.EXPERIMENT, "faults=1", "budget=2.5", "snapshot=0").limits());
    assertEquals("x.json: faults is 0, and must be a whole number of at least 1",
        assertThrows(BadInput.class, () -> SomeParts.read(SomeParts.EXPERIMENT, "faults=0")).getMessage());
  }

  @Test
  void checksAFallbackWithoutBindingIt() {
    String fallback = "optimizers.lstm.fallback={\"part\": \"sgd\", \"rate\": 0.5}";
    Experiment e = SomeParts.read(SomeParts.EXPERIMENT, fallback, "optimizers.lstm.train.estimator.fallback={\"part\": \"backprop\"}");
    assertEquals(Set.of("optimizers/lstm", "optimizers/lstm/train/estimator"), e.fallbacks().keySet());
    assertEquals("optimizers/lstm sgd {rate=0.5}", e.fallbacks().get("optimizers/lstm").role() + " "
        + e.fallbacks().get("optimizers/lstm").part().name() + " " + e.fallbacks().get("optimizers/lstm").settings());
    assertEquals(SomeParts.read(SomeParts.EXPERIMENT).roots().size(), e.roots().size());
    assertRefused("x.json: optimizers.lstm.fallback.part: there is no optimizer \"sdg\"; did you mean sgd?"
        + " (there are adam, groups, lstm, sgd)", fallback.replace("sgd", "sdg"));
    assertRefused("x.json: optimizers.lstm.fallback.train: sgd has no setting \"train\" (it has part, rate)",
        fallback.replace("\"rate\": 0.5", "\"train\": 1"));
    assertRefused("x.json, line 13: optimizers.sgd.tune.rate: lstm has no number \"rate\" to tune (it has scale)",
        "optimizers.sgd.fallback={\"part\": \"lstm\"}");
    assertRefused("x.json: optimizee.fallback: quadratic has no setting \"fallback\" (it has part, dimension, problems, data)",
        "optimizee.fallback={\"part\": \"mlp\"}");
  }

  @Test
  void aRunUnderWayDoesWithoutAFallbackThatIsGone() {
    Document document = ADAMS.with(List.of("optimizers.adam.fallback={\"part\": \"sgd\"}", "optimizers.sgd=null"));
    List<PartType> left = SomeParts.CATALOGUE.parts().stream().filter(p -> !p.name().equals("sgd")).toList();
    assertThrows(BadInput.class, () -> Checked.experiment(document, new Catalogue(left), Path.of(".")));
    Map<String, String> bundles = Set.of("engine", "optimizee").stream().collect(Collectors.toMap(r -> r, r -> r.equals("engine")
        ? "bundle.nd4j" : "bundle.quadratic"));
    assertEquals(Map.of(), Checked.experiment(document, new Catalogue(left).preferring(bundles), Path.of(".")).fallbacks());
  }

  @Test
  void theBundleARunStaysWithIsNotItsFallbacks() {
    Document document = ADAMS.with(List.of("optimizers.adam.fallback={\"part\": \"sgd\"}"));
    Experiment e = Checked.experiment(document, SomeParts.CATALOGUE.preferring(Map.of("optimizers/adam", "bundle.adam")), Path.of("."));
    assertEquals("bundle.sgd", e.fallbacks().get("optimizers/adam").part().bundle());
  }

  private static void assertRefused(String sentence, String change) {
    assertEquals(sentence, assertThrows(BadInput.class, () -> SomeParts.read(SomeParts.EXPERIMENT, change)).getMessage());
  }

  private static Experiment read(Catalogue catalogue) {
    return Checked.experiment(ADAMS, catalogue, Path.of("."));
  }

  private static Choice outer(Experiment e) {
    return e.contestants().get(0).train().orElseThrow().outer();
  }

  private static Catalogue with(PartType... more) {
    List<PartType> parts = new ArrayList<>(SomeParts.CATALOGUE.parts());
    parts.addAll(List.of(more));
    return new Catalogue(parts);
  }

  private static PartType of(String bundle, long id, String version) {
    PartType p = SomeParts.part(Kind.OPTIMIZER, "adam", SomeParts.RATE, SomeParts.number("beta1", Attribute.Type.DOUBLE, "0", "1", "0.9"));
    return new PartType(p.kind(), p.name(), p.edition(), p.paper(), p.description(), p.pid(), bundle, version, id, p.attributes(),
        p.slots());
  }
}
