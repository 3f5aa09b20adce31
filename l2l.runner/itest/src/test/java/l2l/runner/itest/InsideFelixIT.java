package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** bnd's tester is content where it finds no test at all; so its report is read. */
class InsideFelixIT {

  @Test
  void everyTestClassOfTheBundleRanThere() throws IOException {
    Path module = Checkout.ROOT.resolve("l2l.runner/itest");
    List<Path> reports = Checkout.files(module.resolve("target/test-reports/itest"), file -> file.toString().endsWith(".xml"));
    assertEquals(1, reports.size(), reports::toString);
    String report = Files.readString(reports.get(0));
    List<Path> classes = Checkout.files(module.resolve("src/main/java"), file -> file.toString().endsWith("Test.java"));
    assertTrue(classes.size() >= 4, classes::toString);
    for (Path file : classes) {
      String name = "classname=\"l2l.runner.itest." + file.getFileName().toString().replace(".java", "\"");
      assertTrue(report.contains(name), name + " is not in " + reports.get(0));
    }
  }
}
