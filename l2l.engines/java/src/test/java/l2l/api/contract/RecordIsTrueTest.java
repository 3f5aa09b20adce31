package l2l.api.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code in docs/decisions/0001 is that of package l2l.api.later, which is compiled and run here. */
class RecordIsTrueTest {
  private static final Pattern MARKED = Pattern.compile("(?ms)^ *// >>> [^\n]*\n(.*?)^ *// <<<");
  private static final Pattern QUOTED = Pattern.compile("(?ms)^```java\n(.*?)^```");

  @Test
  void everySnippetOfTheRecordIsCompiledCodeAndNoneIsLeftOut() throws IOException {
    List<String> code;
    try (Stream<Path> files = Files.list(Path.of("src/test/java/l2l/api/later"))) {
      code = files.flatMap(file -> found(MARKED, file)).map(text -> text.stripTrailing().stripIndent() + "\n").sorted().toList();
    }
    List<String> quoted = found(QUOTED, Path.of("../../docs/decisions/0001-the-api-carries-what-comes.md")).sorted().toList();
    assertTrue(code.size() >= 12, "only " + code.size() + " snippets");
    assertEquals(code, quoted);
  }

  private static Stream<String> found(Pattern pattern, Path file) {
    try {
      Matcher m = pattern.matcher(Files.readString(file));
      return m.results().map(r -> r.group(1)).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
