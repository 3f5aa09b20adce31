package l2l.api.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.NoSuchElementException;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import org.junit.jupiter.api.Test;

class ValuesTest {
  private final Values values = Values.none().with("w", new double[] {1, -2.5, 3, 0, 1e300, -0.0}, 2, 3).with("b", new float[] {0.1f, 2}, 2)
      .with("n", new double[] {7});

  @Test
  void arraysComeBackAsTheyWentIn() {
    assertEquals(List.of("w", "b", "n"), List.copyOf(values.names()));
    assertArrayEquals(new int[] {2, 3}, values.shape("w"));
    assertArrayEquals(new int[0], values.shape("n"));
    assertArrayEquals(new double[] {1, -2.5, 3, 0, 1e300, -0.0}, values.doubles("w"));
    assertArrayEquals(new float[] {0.1f, 2}, values.floats("b"));
    assertEquals(Precision.DOUBLE, values.precision("w"));
    assertEquals(Precision.FLOAT, values.precision("b"));
  }

  @Test
  void otherPrecisionsAreRoundedOrWidened() {
    assertArrayEquals(new double[] {0.1f, 2}, values.doubles("b"));
    assertArrayEquals(new float[] {1, -2.5f, 3, 0, Float.POSITIVE_INFINITY, -0.0f}, values.floats("w"));
  }

  @Test
  void neverChange() {
    double[] given = {1, 2};
    int[] shape = {2};
    Values v = Values.none().with("a", given, shape);
    String hash = v.sha256();
    given[0] = 9;
    shape[0] = 7;
    v.doubles("a")[0] = 9;
    v.shape("a")[0] = 9;
    v.with("b", new double[1], 1);
    v.and("more/", values);
    assertEquals(hash, v.sha256());
    assertEquals("{a[2]}", v.toString());
    assertArrayEquals(new double[] {1, 2}, v.doubles("a"));
    assertThrows(UnsupportedOperationException.class, () -> v.names().clear());
  }

  @Test
  void sha256EqualsStoredOnesAndTellsEveryDifference() {
    assertEquals("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Values.none().sha256());
    assertEquals("1b5d3f3747d2b60ffbcbdd056416ae201997b5b506c2f0f2ae39be47c55fd1bb", values.sha256());
    List<Values> others = List.of(values.with("w", values.doubles("w"), 3, 2), values.with("b", values.doubles("b"), 2),
        values.with("n", new double[] {Math.nextUp(7.0)}), values.with("m", new double[] {7}),
        values.with("w", new double[] {1, -2.5, 3, 0, 1e300, 0.0}, 2, 3),
        Values.none().with("b", values.floats("b"), 2).with("w", values.doubles("w"), 2, 3).with("n", values.doubles("n")));
    for (Values other : others) {
      assertNotEquals(values.sha256(), other.sha256(), other.toString());
      assertNotEquals(values, other);
    }
  }

  @Test
  void equalArraysAreEqualWithNanToo() {
    Values one = Values.none().with("a", new double[] {Double.NaN, 1}, 2);
    Values two = Values.none().with("a", new double[] {Double.NaN, 1}, 2);
    assertEquals(one, two);
    assertEquals(one.hashCode(), two.hashCode());
    assertEquals(one.sha256(), two.sha256());
    assertNotEquals(one, values);
    assertNotEquals(one, "{a[2]}");
  }

  @Test
  void familiesAreJoinedAndTakenApartByPrefix() {
    Values joined = Values.none().and("theta/", values).and("state/", values.under("n"));
    assertEquals("{theta/w[2, 3], theta/b[2], theta/n[], state/[]}", joined.toString());
    assertEquals(values, joined.under("theta/"));
    assertTrue(joined.under("memory/").names().isEmpty());
  }

  @Test
  void aNameGivenAgainIsReplacedWhereItStands() {
    assertEquals("{w[1], b[2], n[]}", values.with("w", new float[1], 1).toString());
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertEquals("'a': 3 numbers do not fill shape [2, 2]",
        assertThrows(IllegalArgumentException.class, () -> Values.none().with("a", new double[3], 2, 2)).getMessage());
    assertEquals("'a': 3 numbers do not fill shape []",
        assertThrows(IllegalArgumentException.class, () -> Values.none().with("a", new float[3])).getMessage());
    assertEquals("no array 'x' among [w, b, n]", assertThrows(NoSuchElementException.class, () -> values.doubles("x")).getMessage());
  }

  @Test
  void snapshotsKeepWhatTheyWereGiven() {
    var parts = new HashMap<String, Snapshot.Saved>();
    parts.put("optimizer", new Snapshot.Saved(new Schema("momentum", 2), values));
    Snapshot snapshot = new Snapshot(new Seed(1), 12, parts);
    parts.clear();
    assertEquals("momentum edition 2", snapshot.parts().get("optimizer").schema().toString());
    assertEquals(values, snapshot.parts().get("optimizer").values());
    assertThrows(UnsupportedOperationException.class, () -> snapshot.parts().clear());
    assertEquals(snapshot, new Snapshot(new Seed(1), 12, snapshot.parts()));
  }

  @Test
  void anIncompatibleSnapshotSaysWhy() {
    assertEquals("lstm edition 1 has 20 units, this one 4",
        new IncompatibleSnapshot("lstm edition 1 has 20 units, this one 4").getMessage());
  }
}
