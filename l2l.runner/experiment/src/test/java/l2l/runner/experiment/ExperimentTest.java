package l2l.runner.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import l2l.api.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentTest {

  @TempDir Path dir;

  @Test
  void readsEveryKey() {
    Experiment e = SomeParts.read(SomeParts.EXPERIMENT);
    assertEquals("compare", e.kind());
    assertEquals("x", e.title());
    assertEquals(7, e.seed());
    assertEquals(100, e.horizon());
    assertEquals(0, e.threads());
    assertEquals("nd4j", e.engine().part().name());
    assertEquals(Map.of("precision", "float", "threads", 0), e.engine().settings());
    assertEquals(1, e.validation().draws());
    assertEquals(Optional.empty(), e.validation().judge());
    assertEquals(2, e.test().draws());
    assertEquals(Optional.of(new Experiment.Judge(Split.TEST, true)), e.test().judge());
    assertEquals(List.of("lstm", "sgd"), e.contestants().stream().map(Experiment.Contestant::name).toList());
    assertEquals(Optional.of(new Experiment.Grid("rate", 1e-4, 10, 101)), e.contestants().get(1).tune());
    Experiment.Training t = e.contestants().get(0).train().orElseThrow();
    assertEquals("cosine 0.01 0.0 2500 250", t.schedule() + " " + t.last() + " " + t.clip() + " " + t.steps() + " " + t.validate());
    assertEquals("optimizers/lstm/train/outer", t.outer().role());
    assertEquals(Map.of("rate", 0.003), t.outer().settings());
    assertEquals(Optional.of("lstm"), e.reference());
  }

  @Test
  void laysOverlaysOverTheOptimizee() {
    Experiment e = SomeParts.read(SomeParts.EXPERIMENT.replace("\"problems\": 128", "\"problems\": 128, \"dimension\": 3"));
    assertEquals(Map.of("problems", 128, "dimension", 3), e.optimizee().settings());
    assertEquals(Map.of("problems", 1000, "dimension", 3), e.validation().optimizee().settings());
    assertEquals("test/optimizee", e.test().optimizee().role());
  }

  @Test
  void overlaysNestedParts() {
    Experiment e = SomeParts.read(SomeParts.EXPERIMENT,
        "optimizee={\"part\": \"mlp\", \"hidden\": [5, 6], \"data\": {\"part\": \"mnist\"}}",
        "validation.optimizee={\"data\": {\"part\": \"digits\"}}", "test.optimizee={\"part\": \"quadratic\"}");
    assertEquals("digits", e.validation().optimizee().children().get(0).part().name());
    assertArrayEquals(new Integer[] {5, 6}, (Integer[]) e.validation().optimizee().settings().get("hidden"));
    assertEquals("quadratic", e.test().optimizee().part().name());
    assertEquals(List.of("validation/optimizee/data", "validation/optimizee"),
        e.validation().optimizee().all().stream().map(Choice::role).toList());
  }

  @Test
  void validatesTenTimesIfNothingElseIsSaid() {
    Experiment e = SomeParts.read(SomeParts.EXPERIMENT, "optimizers.lstm.train.validate=null", "optimizers.lstm.train.steps=101",
        "optimizers.lstm.train.final=null");
    assertEquals(11, e.contestants().get(0).train().orElseThrow().validate());
    assertEquals(0.01, e.contestants().get(0).train().orElseThrow().last());
  }

  @Test
  void sharesTheOptimizeeWhereNothingIsLaidOver() {
    Experiment e = SomeParts.read(SomeParts.EXPERIMENT, "validation=null", "test=null");
    assertSame(e.optimizee(), e.validation().optimizee());
    assertEquals(1, e.roots().stream().filter(r -> r.part().kind() == Kind.OPTIMIZEE).count());
  }

  @Test
  void changesValuesByPath() {
    Experiment e = SomeParts.read(SomeParts.EXPERIMENT, "optimizers.lstm.train.steps=50", "optimizers.lstm.train.estimator.order=second",
        "seed=-9", "optimizers.sgd=null", "test.judge.whole=false", "optimizers.lstm.train.clip=1e1");
    assertEquals(50, e.contestants().get(0).train().orElseThrow().steps());
    assertEquals(Map.of("unroll", 20, "order", "second"), e.contestants().get(0).train().orElseThrow().estimator().settings());
    assertEquals(-9, e.seed());
    assertEquals(1, e.contestants().size());
    assertEquals(10.0, e.contestants().get(0).train().orElseThrow().clip());
    assertEquals(6, e.document().overrides().size());
  }

  @Test
  void changesItemsOfListsByIndex() {
    Experiment e = SomeParts.read(SomeParts.EXPERIMENT,
        "optimizee={\"part\": \"mlp\", \"hidden\": [5, 6], \"data\": {\"part\": \"digits\"}}",
        "validation=null", "test=null", "optimizee.hidden.1=7");
    assertArrayEquals(new Integer[] {5, 7}, (Integer[]) e.optimizee().settings().get("hidden"));
  }

  @Test
  void keepsTheBytesAsGiven() {
    Document changed = SomeParts.document(SomeParts.EXPERIMENT).with(List.of("seed=8"));
    assertArrayEquals(SomeParts.EXPERIMENT.getBytes(StandardCharsets.UTF_8), changed.bytes());
    assertEquals(List.of("seed=8"), changed.overrides());
  }

  @Test
  void admitsPartsAtKeysOfTheirOwn() {
    Experiment e = SomeParts.read(SomeParts.EXPERIMENT,
        "optimizers.both={\"part\": \"groups\", \"conv.*\": {\"part\": \"lstm\"}, \"rest\": {\"part\": \"adam\", \"rate\": 1}}",
        "optimizers.both.conv.*.units=4");
    Choice both = e.contestants().get(2).optimizer();
    assertEquals(List.of("conv.*", "rest"), both.children().stream().map(Choice::key).toList());
    assertEquals(List.of("optimizers/both/conv.*", "optimizers/both/rest", "optimizers/both"), both.all().stream().map(Choice::role)
        .toList());
    assertEquals(Map.of("units", 4), both.children().get(0).settings());
    assertEquals(1, both.children().get(1).index());
    assertEquals(PartType.CHILDREN, both.children().get(1).slot());
  }

  @Test
  void tellsAllThatDecidesWhatAPartDoes() {
    Choice lstm = SomeParts.read(SomeParts.EXPERIMENT).contestants().get(0).optimizer();
    assertEquals("{part=lstm, units=20, scale=0.5}", lstm.plain().toString());
  }

  @Test
  void readsAMetaTraining() {
    String text = SomeParts.EXPERIMENT.replace("\"compare\"", "\"meta-train\"").replaceAll("(?s)\"optimizers\": \\{\\s*\"lstm\": ",
        "\"optimizer\": ")
        .replaceAll("(?s),\\s*\"sgd\".*", "}");
    Experiment e = SomeParts.read(text);
    assertEquals("meta-train", e.kind());
    assertEquals("optimizer", e.contestants().get(0).optimizer().role());
    assertEquals("optimizer/train/objective", e.contestants().get(0).train().orElseThrow().objective().role());
  }

  @Test
  void findsFilesInTheDataDirectory() throws IOException {
    Files.writeString(dir.resolve("w.npz"), "x");
    Files.writeString(dir.resolve("w.safetensors"), "x");
    Document d = SomeParts.document(SomeParts.EXPERIMENT).with(List.of("optimizers.sgd.theta={\"part\": \"arrays\", \"file\": \"w.npz\"}",
        "optimizers.lstm.theta=w.safetensors", "optimizee={\"part\": \"mlp\", \"data\": {\"part\": \"mnist\"}}", "validation=null",
        "test=null"));
    Experiment e = SomeParts.read(d, dir);
    assertEquals(Map.of("file", dir.resolve("w.npz").toAbsolutePath().toString()), e.contestants().get(1).arrays().orElseThrow()
        .settings());
    assertEquals(Optional.of(dir.resolve("w.safetensors").toAbsolutePath()), e.contestants().get(0).file());
    assertEquals(dir.toAbsolutePath().toString(), e.optimizee().children().get(0).settings().get("directory"));
  }

  @Test
  void everyKeyHasADescription() {
    List<Attribute> all = List.of(Keys.EXPERIMENT, Keys.TRIAL, Keys.JUDGE, Keys.TRAIN, Keys.GRID).stream().flatMap(List::stream).toList();
    assertEquals(20, all.size());
    assertTrue(all.stream().noneMatch(a -> a.description().isBlank()));
    assertEquals(List.of("validate"), all.stream().filter(a -> !a.required() && Form.defaultOf(a) == null).map(Attribute::id).toList(),
        "keys with no default, or one that is no value of theirs");
  }
}
