package l2l.runner.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import l2l.runner.store.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way an experiment can be wrong, and the one sentence that says so. */
class BadExperimentTest {

  @TempDir Path dir;

  @Test
  void unknownKeyAtTheTop() {
    assertRefused("\"seed\"", "\"seeed\"", "x.json, line 3: seeed: an experiment has no setting \"seeed\"; did you mean seed?"
        + " (it has kind, title, seed, horizon, threads, faults, budget, snapshot, reference, engine, optimizee, validation,"
        + " test, optimizers)");
  }

  @Test
  void unknownSetting() {
    assertRefused("\"scale\"", "\"sclae\"", "x.json, line 10: optimizers.lstm.sclae: lstm has no setting \"sclae\"; did you mean scale?"
        + " (it has part, units, scale, train, tune, theta, fallback)");
    assertRefused("\"scale\"", "\"forgetfulness\"", "x.json, line 10: optimizers.lstm.forgetfulness: lstm has no setting \"forgetfulness\""
        + " (it has part, units, scale, train, tune, theta, fallback)");
  }

  @Test
  void unknownPart() {
    assertRefused("\"part\": \"lstm\"", "\"part\": \"lsmt\"",
        "x.json, line 10: optimizers.lstm.part: there is no optimizer \"lsmt\"; did you mean lstm? (there are adam, groups, lstm, sgd)");
    assertRefused("\"part\": \"nd4j\"", "\"part\": \"tensorflow\"",
        "x.json, line 5: engine.part: there is no engine \"tensorflow\" (there are java, nd4j)");
  }

  @Test
  void partOfAnotherKind() {
    assertRefused("\"part\": \"sum\"", "\"part\": \"backprop\"",
        "x.json, line 11: optimizers.lstm.train.objective.part: there is no objective"
        + " \"backprop\"; backprop is an estimator (there are sum)");
  }

  @Test
  void noPartAtAll() {
    assertRefused("{\"part\": \"sum\"}", "{}",
        "x.json, line 11: optimizers.lstm.train.objective lacks \"part\", the name of an objective (there are sum)");
    assertRefused("{\"part\": \"sum\"}", "\"sum\"",
        "x.json, line 11: optimizers.lstm.train.objective is \"sum\", and must be an object, { … }");
  }

  @Test
  void wrongKindOfValue() {
    assertRefused("\"rate\": 0.003", "\"rate\": \"0.2x\"",
        "x.json, line 12: optimizers.lstm.train.outer.rate is \"0.2x\", and must be a number of at least 0");
    assertRefused("\"problems\": 128", "\"problems\": 12.5",
        "x.json, line 6: optimizee.problems is 12.5, and must be a whole number of at least 1");
    assertRefused("\"problems\": 128", "\"problems\": 3e9",
        "x.json, line 6: optimizee.problems is 3.0E9, and must be a whole number of at least 1");
    assertRefused("\"rate\": 0.003", "\"rate\": 1e999",
        "x.json, line 12: optimizers.lstm.train.outer.rate is Infinity, and must be a number of at least 0");
    assertRefused("\"horizon\": 100", "\"horizon\": true", "x.json, line 4: horizon is true, and must be a whole number of at least 1");
  }

  @Test
  void valueOutOfRange() {
    assertRefused("\"rate\": 0.003", "\"rate\": -0.5",
        "x.json, line 12: optimizers.lstm.train.outer.rate is -0.5, and must be a number of at least 0");
    assertRefused("\"final\": 0.01", "\"final\": 2", "x.json, line 12: optimizers.lstm.train.final is 2, and must be a number from 0 to 1");
    assertRefused("\"horizon\": 100", "\"horizon\": 0", "x.json, line 4: horizon is 0, and must be a whole number of at least 1");
  }

  @Test
  void valueNotAmongTheOptions() {
    assertRefused("\"precision\": \"float\"", "\"precision\": \"flaot\"",
        "x.json, line 5: engine.precision is \"flaot\", and must be one of float, double; did you mean float?");
    assertRefused("\"compare\"", "\"compete\"",
        "x.json, line 2: kind is \"compete\", and must be one of compare, meta-train; did you mean compare?");
    assertRefused("\"split\": \"test\"", "\"split\": \"tset\"",
        "x.json, line 8: test.judge.split is \"tset\", and must be one of train, validation, test; did you mean test?");
  }

  @Test
  void listsOfTheWrongKind() {
    String mlp = "{\"part\": \"mlp\", \"hidden\": [20, 0], \"data\": {\"part\": \"digits\"}}";
    assertRefused("{\"part\": \"quadratic\", \"problems\": 128}", mlp,
        "x.json, line 6: optimizee.hidden is [20,0], and must be a list, each of it a whole number of at least 1");
    assertRefused("{\"part\": \"quadratic\", \"problems\": 128}", mlp.replace("[20, 0]", "20"),
        "x.json, line 6: optimizee.hidden is 20, and must be a list, each of it a whole number of at least 1");
  }

  @Test
  void missingKeys() {
    assertRefused("\"horizon\": 100,", "",
        "x.json, line 1: the experiment lacks horizon, a whole number of at least 1: steps of one training");
    assertRefused("\"engine\": {\"part\": \"nd4j\", \"precision\": \"float\"},", "", "x.json, line 1: the experiment lacks \"engine\"");
    assertRefused("\"steps\": 2500,", "",
        "x.json, line 11: optimizers.lstm.train lacks steps, a whole number of at least 1: meta-steps: updates of theta");
  }

  @Test
  void missingNestedPart() {
    assertRefused("{\"part\": \"quadratic\", \"problems\": 128}", "{\"part\": \"mlp\"}",
        "x.json, line 6: optimizee lacks data: mlp takes a data set there (there are digits, mnist)");
    assertRefused("{\"part\": \"sgd\", \"tune\": {\"rate\": {\"from\": 1e-4, \"to\": 10, \"points\": 101}}}",
        "{\"part\": \"groups\", \"rate\": 1}",
        "x.json, line 13: optimizers.sgd lacks parts: groups takes optimizers, each at a key of its own,"
            + " such as \"conv.*\": {\"part\": …}");
  }

  @Test
  void gridsThatMakeNoSense() {
    assertRefused("{\"rate\": {", "{\"raet\": {",
        "x.json, line 13: optimizers.sgd.tune.raet: sgd has no number \"raet\" to tune; did you mean rate? (it has rate)");
    assertRefused("\"from\": 1e-4", "\"from\": 0",
        "x.json, line 13: optimizers.sgd.tune.rate runs from 0.0 to 10.0, and must run from above 0 to something greater");
    assertRefused("{\"rate\": {\"from\": 1e-4, \"to\": 10, \"points\": 101}}", "{}",
        "x.json, line 13: optimizers.sgd.tune names 0 hyper-parameters, and must name one of rate");
  }

  @Test
  void unknownReference() {
    assertRefused("\"seed\": 7", "\"reference\": \"ltsm\"",
        "x.json, line 3: reference is \"ltsm\", and must be one of lstm, sgd; did you mean lstm?");
  }

  @Test
  void namesThatAreNoFileNames() {
    assertRefused("\"sgd\": {", "\"../sgd\": {",
        "x.json, line 13: optimizers.../sgd: an optimizer's name is of letters, digits, '.', '_' and '-',"
        + " since files are named by it");
  }

  @Test
  void notJson() {
    String said = said(() -> SomeParts.document("{\n \"kind\": compare\n}"));
    assertTrue(said.startsWith("x.json, line 2: not JSON: Unrecognized token 'compare'"), said);
    said = said(() -> SomeParts.document("{\n \"a\": 1,\n \"a\": 2}"));
    assertTrue(said.startsWith("x.json, line 3: not JSON: Duplicate field 'a'"), said);
    assertEquals("x.json: an experiment is one JSON object, { … }, and this file begins otherwise", said(() -> SomeParts.document("")));
    assertEquals("x.json: an experiment is one JSON object, { … }, and this file begins otherwise", said(() -> SomeParts.document("[]")));
    assertEquals("x.json, line 2: something stands behind the experiment's last }", said(() -> SomeParts.document("{}\n{}")));
    said = said(() -> SomeParts.document("{\"a\": [1, 2"));
    assertTrue(said.startsWith("x.json, line 1: not JSON: Unexpected end-of-input"), said);
  }

  @Test
  void noSuchFile() {
    assertEquals("cannot read " + dir.resolve("x.json") + ": there is no such file", said(() -> Document.read(dir.resolve("x.json"))));
  }

  @Test
  void changesThatLeadNowhere() {
    assertChangeRefused("optimizers.lstn.train.steps=5",
        "--set optimizers.lstn.train.steps=5: there is no optimizers.lstn; did you mean optimizers.lstm?");
    assertChangeRefused("seed", "--set seed: a change is written key=value, such as optimizers.lstm.train.steps=50");
    assertChangeRefused("seed.x=5", "--set seed.x=5: seed is 7, which has no keys");
    assertChangeRefused("optimizers.lstm.train.stepz=5",
        "x.json: optimizers.lstm.train.stepz: train has no setting \"stepz\"; did you mean steps?"
        + " (it has steps, validate, schedule, final, clip, objective, estimator, outer)");
    assertChangeRefused("optimizers.sgd.rate=0.2x", "x.json: optimizers.sgd.rate is \"0.2x\", and must be a number of at least 0");
    String mlp = "optimizee={\"part\": \"mlp\", \"hidden\": [5], \"data\": {\"part\": \"digits\"}}";
    assertEquals("--set optimizee.hidden.1=3: optimizee.hidden is a list with items 0 to 0, and 1 is none of them",
        said(() -> SomeParts.read(SomeParts.EXPERIMENT, mlp, "optimizee.hidden.1=3")));
  }

  @Test
  void filesThatAreNotThere() throws IOException {
    Document d = SomeParts.document(SomeParts.EXPERIMENT.replace("\"scale\": 0.5",
        "\"theta\": {\"part\": \"arrays\", \"file\": \"w.npz\"}"));
    assertEquals("x.json, line 10: optimizers.lstm.theta.file is \"w.npz\", and there is no file " + dir.resolve("w.npz").toAbsolutePath()
        + "; --data names the directory it lies in", said(() -> SomeParts.read(d, dir)));
    Files.createDirectory(dir.resolve("w.npz"));
    assertTrue(said(() -> SomeParts.read(d, dir)).contains("there is no file"));
    Document mlp = SomeParts.document(SomeParts.EXPERIMENT.replace("{\"part\": \"quadratic\", \"problems\": 128}",
        "{\"part\": \"mlp\", \"data\": {\"part\": \"mnist\", \"directory\": \"images\"}}"));
    assertEquals("x.json, line 6: optimizee.data.directory is \"images\", and there is no directory " + dir.resolve("images")
        .toAbsolutePath()
        + "; --data names the directory it lies in", said(() -> SomeParts.read(mlp, dir)));
    Document lstm = SomeParts.document(SomeParts.EXPERIMENT.replace("\"scale\": 0.5", "\"theta\": \"w.safetensors\""));
    assertTrue(said(() -> SomeParts.read(lstm, dir))
        .startsWith("x.json, line 10: optimizers.lstm.theta is \"w.safetensors\", and there is no file"));
  }

  @Test
  void unknownKeyInAnOverlay() {
    assertRefused("\"problems\": 1000", "\"problms\": 1000",
        "x.json, line 7: validation.optimizee.problms: quadratic has no setting \"problms\";"
        + " did you mean problems? (it has part, dimension, problems, data)");
  }

  @Test
  void aConstructorThatRefusesItsSettings() {
    Choice node = SomeParts.read(SomeParts.EXPERIMENT).engine();
    assertEquals("engine: blocks of 3 do not divide 10", said(() -> {
      throw Unready.failed(node, "java.lang.RuntimeException: x\n\tat a.B\n"
          + "Caused by: java.lang.IllegalArgumentException: blocks of 3 do not divide 10\n");
    }));
    assertEquals("engine: no such file x", said(() -> {
      throw Unready.failed(node, "java.io.UncheckedIOException: java.io.IOException: no such file x\n\tat a\n"
          + "Caused by: java.io.IOException: no such file x");
    }));
    String said = assertThrows(IllegalStateException.class, () -> {
      throw Unready.failed(node, "java.lang.NullPointerException: y\n\tat a.B");
    }).getMessage();
    assertTrue(said.startsWith("engine: nd4j of bundle.nd4j failed: java.lang.NullPointerException: y"), said);
  }

  private static void assertRefused(String there, String instead, String sentence) {
    assertTrue(SomeParts.EXPERIMENT.contains(there), there);
    assertEquals(sentence, said(() -> SomeParts.read(SomeParts.EXPERIMENT.replace(there, instead))));
  }

  private static void assertChangeRefused(String change, String sentence) {
    assertEquals(sentence, said(() -> SomeParts.read(SomeParts.EXPERIMENT, change)));
  }

  private static String said(org.junit.jupiter.api.function.Executable refused) {
    return assertThrows(BadInput.class, refused).getMessage();
  }
}
