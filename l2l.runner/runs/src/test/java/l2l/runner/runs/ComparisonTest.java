package l2l.runner.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import l2l.api.tensor.Tensors;
import l2l.runner.experiment.Document;
import l2l.runner.loop.Contestant;
import l2l.runner.loop.Curves;
import l2l.runner.loop.Saving;
import l2l.runner.store.BadInput;
import l2l.runner.store.RunDirectory;
import l2l.runner.store.RunRow;
import l2l.runner.store.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs' records told apart. */
class ComparisonTest {

  @TempDir Path dir;
  private String experiment = "{\"seed\": 1}";

  /** A run that is over, with these meta-losses of "lstm" and these verdicts of a test. */
  private Run run(int id, double[] losses, double... verdicts) {
    Path path = dir.resolve("run-" + id);
    try (RunDirectory directory = RunDirectory.at(path, new byte[0])) {
      for (int i = 0; i < losses.length; i++) {
        directory.metrics(List.of("lstm," + (i + 1) + "," + losses[i] + ",2.0,true,0.25,0.0,20,3"));
      }
      if (verdicts.length > 0) {
        double[][] curves = new double[verdicts.length][1];
        Contestant.Outcome outcome = new Contestant.Outcome("lstm", Tensors.none(), Optional.empty(), Optional.empty(),
            new Curves(curves, verdicts, new double[0]));
        directory.outcome("lstm", new Safetensors(Saving.values(outcome), Map.of()));
      }
    }
    RunRow row = new RunRow(id, "small", Run.State.DONE.name(), "", "", path, 0, 0, false, OptionalLong.empty(), OptionalLong.empty());
    Document document = Document.of("small.json", experiment.getBytes(StandardCharsets.UTF_8));
    return new Run(new Host(null, new Slots(1), Optional.empty(), Runnable::run),
        new Request(document, dir, Optional.empty(), Optional.empty(), "l2l run small"), row, Optional.empty());
  }

  @Test
  void leavesOutTheStepsBeforeTheTwoPart() {
    Comparison.Row row = Comparison.of(run(1, new double[] {5, 4, 3, 2}), run(2, new double[] {5, 4, 4, 5})).rows().get(0);
    assertEquals("meta-loss lstm", row.what());
    assertEquals(2, row.pairs());
    assertEquals(2, row.equal());
    assertEquals(2, row.mean());
    double error = Math.sqrt(2) / Math.sqrt(2); // differences 1 and 3: deviation sqrt(2), of two
    assertEquals(2 - 1.96 * error, row.low(), 1e-12);
    assertEquals(2 + 1.96 * error, row.high(), 1e-12);
  }

  @Test
  void aStepThatIsEqualAfterTheTwoPartedCounts() {
    Comparison.Row row = Comparison.of(run(1, new double[] {5, 4, 3, 2}), run(2, new double[] {5, 7, 3, 5})).rows().get(0);
    assertEquals(3, row.pairs());
    assertEquals(2, row.equal());
    assertEquals(2, row.mean());
  }

  @Test
  void isSecondMinusFirst() {
    Comparison there = Comparison.of(run(1, new double[] {1, 1}), run(2, new double[] {3, 4}));
    Comparison back = Comparison.of(run(4, new double[] {3, 4}), run(3, new double[] {1, 1}));
    assertEquals(2.5, there.rows().get(0).mean());
    assertEquals(-2.5, back.rows().get(0).mean());
  }

  @Test
  void saysThatNothingDiffersWhereNothingDoes() {
    Comparison.Row row = Comparison.of(run(1, new double[] {5, 4}), run(2, new double[] {5, 4, 3})).rows().get(0);
    assertEquals(new Comparison.Row("meta-loss lstm", 0, 2, 0, 0, 0), row);
  }

  @Test
  void comparesTheTestsTaskByTask() {
    List<Comparison.Row> rows = Comparison.of(run(1, new double[] {1}, 1, 2, 3), run(2, new double[] {1}, 2, 2, 5)).rows();
    assertEquals(List.of("meta-loss lstm", "test lstm"), rows.stream().map(Comparison.Row::what).toList());
    assertEquals(3, rows.get(1).pairs(), "a task that both solve alike is a task");
    assertEquals(1, rows.get(1).equal());
    assertEquals(1.0, rows.get(1).mean());
  }

  @Test
  void leavesOutATestOfAnotherNumberOfTasks() {
    assertEquals(1, Comparison.of(run(1, new double[] {1}, 1, 2, 3), run(2, new double[] {1}, 2, 2)).rows().size());
  }

  @Test
  void saysWhatMakesThePairsUnlike() {
    Run one = run(1, new double[] {1, 2});
    assertEquals(List.of(), Comparison.of(one, run(2, new double[] {3, 4})).unlike());
    experiment = "{\"seed\": 2, \"horizon\": 20}";
    assertEquals(List.of("\"seed\" is 1 in run 1 and 2 in run 3, so what is paired here is not alike",
        "\"horizon\" is not given in run 1 and 20 in run 3, so what is paired here is not alike"),
        Comparison.of(one, run(3, new double[] {3, 4})).unlike());
  }

  @Test
  void refusesRunsThatHaveNothingInCommon() {
    String said = assertThrows(BadInput.class, () -> Comparison.of(run(1, new double[0]), run(2, new double[] {5}))).getMessage();
    assertTrue(said.startsWith("runs 1 and 2 have nothing in common that could be compared yet"), said);
  }
}
