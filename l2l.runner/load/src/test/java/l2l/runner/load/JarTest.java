package l2l.runner.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files say of themselves. */
class JarTest {

  private static final Map<String, String> GOOD = Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", "acme;singleton:=true",
      "Bundle-Version", "1.2");
  private static final String PART = "OSGI-INF/acme.Part.xml";

  @TempDir
  private Path folder;

  private byte[] bytes(Map<String, String> headers, Map<String, String> entries) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.forEach((name, value) -> manifest.getMainAttributes().put(new Attributes.Name(name), value));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private Jar read(byte[] bytes) throws IOException {
    return Jar.read(Files.write(folder.resolve("copy"), bytes), "x.jar");
  }

  private void assertRefused(Code code, Jar jar, String... words) {
    Reason reason = jar.refusal().orElseThrow();
    assertEquals(code, reason.code());
    Arrays.stream(words).forEach(w -> assertTrue(reason.sentence().contains(w), reason::toString));
    assertFalse(reason.next().isBlank());
  }

  @Test
  void aBundleTellsItsNameVersionAndParts() throws IOException {
    Jar jar = read(bytes(GOOD, Map.of(PART, "<component><property name=\"l2l.name\" type=\"String\" value=\"one\"/></component>")));
    assertEquals(new Jar("acme", "1.2.0", List.of("one"), false, java.util.Optional.empty()), jar);
  }

  @Test
  void everyTruncationIsBroken() throws IOException {
    byte[] whole = bytes(GOOD, Map.of(PART, "<component/>"));
    assertFalse(read(whole).broken());
    for (int length = 0; length < whole.length; length++) {
      Jar jar = read(Arrays.copyOf(whole, length));
      assertTrue(jar.broken(), "cut to " + length + " of " + whole.length + " bytes");
      assertRefused(Code.JUNK, jar, "x.jar is not a jar: ");
    }
  }

  @Test
  void aFlippedBitInAnEntryIsBroken() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream out = new JarOutputStream(bytes)) {
      out.setLevel(0);
      out.putNextEntry(new ZipEntry("data"));
      out.write(new byte[1000]);
    }
    byte[] flipped = bytes.toByteArray();
    flipped[500] ^= 1;
    assertFalse(read(bytes.toByteArray()).broken());
    assertRefused(Code.JUNK, read(flipped), "its entry data is damaged");
  }

  @Test
  void saysWhatIsMissingInTheManifest() throws IOException {
    assertRefused(Code.JUNK, read(bytes(Map.of(), Map.of())), "no bundle", "Bundle-SymbolicName");
    assertRefused(Code.JUNK, read(bytes(Map.of("Bundle-SymbolicName", "acme"), Map.of())), "no bundle", "Bundle-ManifestVersion: 2");
  }

  @Test
  void saysWhichDescriptionCannotBeRead() throws IOException {
    assertRefused(Code.CONFIG, read(bytes(GOOD, Map.of(PART, "<component>"))), "its parts in " + PART);
    assertRefused(Code.CONFIG, read(bytes(GOOD, Map.of("OSGI-INF/metatype/a.xml", "<a><b></a>"))),
        "its settings in OSGI-INF/metatype/a.xml");
    assertRefused(Code.CONFIG, read(bytes(GOOD, Map.of(PART, "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"))), PART, "DOCTYPE");
  }
}
