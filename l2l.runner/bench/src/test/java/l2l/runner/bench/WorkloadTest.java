package l2l.runner.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import l2l.runner.store.BadInput;
import org.junit.jupiter.api.Test;

/** The list of workloads, and how it is asked for. */
class WorkloadTest {

  private static List<String> names(String... wanted) {
    return Workload.named(List.of(wanted)).stream().map(Workload::name).toList();
  }

  @Test
  void areAllWhereNoneIsNamed() {
    assertEquals(List.of("W1", "W2", "W3-80", "W3-1280", "W4", "W5", "W6-lstm", "W6-adam", "W6-sgd"), names());
  }

  @Test
  void areAllCasesOfAFamilyOrOneOfThemInWhateverCase() {
    assertEquals(List.of("W2", "W3-80", "W3-1280"), names("w3", "W2"));
    assertEquals(List.of("W6-adam"), names("W6-ADAM"));
  }

  @Test
  void refusesAnUnknownOneAndSaysWhatThereIs() {
    String said = assertThrows(BadInput.class, () -> names("W1", "W7")).getMessage();
    assertEquals("there is no workload \"W7\"; there are W1, W2, W3-80, W3-1280, W4, W5, W6-lstm, W6-adam, W6-sgd, "
        + "and W3 and W6 for all of theirs", said);
  }

  @Test
  void haveAnExperimentEachAndSomethingToCount() {
    for (Workload w : Workload.all()) {
      assertTrue(w.document().text().contains("\"engine\""), w.name());
      assertTrue(w.count().flops() > 0 && w.count().bytes() > 0, w.name());
      assertTrue(!w.products().isEmpty() && !w.unit().isEmpty(), w.name());
    }
  }

  @Test
  void differInTheHorizonWhereTheyAreCasesOfOneExperiment() {
    assertTrue(Workload.named(List.of("W3-1280")).get(0).document().text().contains("\"horizon\" : 1280"));
    assertTrue(Workload.named(List.of("W3-80")).get(0).document().text().contains("\"horizon\" : 80"));
  }
}
