package l2l.runner.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import l2l.api.state.Schema;
import l2l.api.state.Snapshot;
import l2l.api.state.Values;
import l2l.api.tensor.Seed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainedOptimizerTest {

  private static final Values THETA = Values.none().with("cell.0.input", new float[80], 80, 1).with("output.bias", new float[] {3}, 1, 1);
  private static final TrainedOptimizer LSTM =
      new TrainedOptimizer(new Schema("lstm", 1), "{\"units\":20}", THETA, Map.of("metaStep", "2500"));

  @TempDir Path dir;
  private Path file;

  @BeforeEach
  void write() {
    file = dir.resolve("lstm.safetensors");
    LSTM.write(file);
  }

  @Test
  void readsBackWhatItWrote() {
    assertEquals(LSTM, TrainedOptimizer.read(file));
    assertEquals(THETA, TrainedOptimizer.read(file).of(new Schema("lstm", 1), file));
  }

  @Test
  void tellsWhichSettingsAreNotThoseOfTheTraining() {
    assertEquals(List.of(), LSTM.changed("{\"units\": 20.0, \"new\": 1}"));
    assertEquals(List.of("units 20 there, 10 here"), LSTM.changed("{\"units\": 10}"));
    assertEquals(List.of("units 20 there, none here"), LSTM.changed("{}"));
  }

  @Test
  void refusesAnotherOptimizer() {
    assertSays(file + " holds lstm edition 1, adam was asked for", () -> TrainedOptimizer.read(file).of(new Schema("adam", 1), file));
  }

  @Test
  void refusesAnotherEdition() {
    assertSays(file + " holds lstm edition 1, and the part that is here reads edition 2",
        () -> TrainedOptimizer.read(file).of(new Schema("lstm", 2), file));
  }

  @Test
  void refusesASnapshotInPlaceOfAnOptimizer() {
    Path snapshot = dir.resolve("s");
    new SnapshotFile("lstm", new Snapshot(new Seed(1), 5, Map.of())).write(snapshot);
    assertSays(snapshot + " holds a snapshot, not a trained optimizer; those lie in the run's folder optimizers",
        () -> TrainedOptimizer.read(snapshot));
  }

  @Test
  void refusesArraysThatDoNotSayWhoseTheyAre() {
    Path plain = dir.resolve("plain");
    new Safetensors(THETA, Map.of()).write(plain);
    assertSays(plain + " does not say whose weights it holds: its metadata needs \"part\" (such as lstm) and \"edition\" (such as 1)",
        () -> TrainedOptimizer.read(plain));
  }

  @Test
  void snapshotsReadBackBitForBit() {
    Snapshot snapshot = new Snapshot(new Seed(-7), 250, Map.of("optimizer", new Snapshot.Saved(new Schema("lstm", 1), THETA),
        "optimizer/rest", new Snapshot.Saved(new Schema("adam", 2), Values.none().with("theta/rate", new double[] {0.1}))));
    Path at = dir.resolve("snapshot");
    new SnapshotFile("lstm", snapshot).write(at);
    assertEquals(new SnapshotFile("lstm", snapshot), SnapshotFile.read(at));
    assertSays(file + " is not a snapshot: its metadata does not say l2l = snapshot", () -> SnapshotFile.read(file));
  }

  private static void assertSays(String sentence, org.junit.jupiter.api.function.Executable refused) {
    assertEquals(sentence, assertThrows(BadInput.class, refused).getMessage());
  }
}
