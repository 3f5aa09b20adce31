package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is compiled against and what is in the container are the same. */
class VersionsIT {

  private static final Pattern DEPENDENCY = Pattern.compile("<artifactId>([^<]+)</artifactId><version>([^<]+)</version>");
  private static final Pattern PROPERTY = Pattern.compile("<([a-z0-9.]+)>([^<]+)</\\1>");

  @Test
  void theCompilersVersionsAreTheContainers() throws IOException {
    Map<String, String> container = versions(Checkout.ROOT.resolve("cnf/pom.xml"));
    Map<String, String> both = versions(Checkout.ROOT.resolve("pom.xml"));
    both.keySet().retainAll(container.keySet());
    assertTrue(both.size() >= 10, both::toString);
    container.keySet().retainAll(both.keySet());
    assertEquals(container, both);
  }

  @Test
  void everyVersionIsPinned() throws IOException {
    versions(Checkout.ROOT.resolve("cnf/pom.xml"))
        .forEach((name, version) -> assertTrue(version.matches("[0-9][0-9A-Za-z.-]*"), name + " " + version));
  }

  private static Map<String, String> versions(Path pom) throws IOException {
    String text = Files.readString(pom);
    for (Matcher property = PROPERTY.matcher(text); property.find();) {
      text = text.replace("${" + property.group(1) + "}", property.group(2));
    }
    Map<String, String> versions = new TreeMap<>();
    for (Matcher dependency = DEPENDENCY.matcher(text); dependency.find();) {
      versions.put(dependency.group(1), dependency.group(2));
    }
    return versions;
  }
}
