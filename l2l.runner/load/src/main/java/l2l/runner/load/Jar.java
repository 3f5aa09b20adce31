package l2l.runner.load;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * What a file says of itself, read without the container.
 *
 * @param bundle symbolic name, or ""
 * @param version of the bundle, or ""
 * @param parts names of the parts its component descriptions offer
 * @param broken whether it cannot be read to its end, as a jar that is still being copied
 * @param refusal why the container cannot take it at all
 */
record Jar(String bundle, String version, List<String> parts, boolean broken, Optional<Reason> refusal) {

  private static final String AGAIN = "Build it again and copy it here whole.";
  private static final String KIT = "Build it as a bundle; the project that 'l2l new optimizer NAME' writes does that.";
  private static final Pattern PART = Pattern.compile("<property\\s+name=\"l2l\\.name\"[^>]*\\bvalue=\"([^\"]*)\"");

  /** @param name what to call the file in messages */
  static Jar read(Path file, String name) {
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      List<String> parts = new ArrayList<>();
      Optional<Reason> config = Optional.empty();
      for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements();) {
        JarEntry entry = entries.nextElement();
        byte[] content = content(jar, entry);
        if (content.length > 0) {
          Matcher part = PART.matcher(new String(content, StandardCharsets.UTF_8));
          while (part.find()) {
            parts.add(part.group(1));
          }
          config = config.or(() -> unreadable(entry.getName(), content, name));
        }
      }
      return read(jar.getManifest(), name, parts, config);
    } catch (IOException | IllegalArgumentException e) {
      String why = empty(file) ? "it is empty" : e.getMessage();
      return new Jar("", "", List.of(), true, junk(name + " is not a jar: " + Diagnosis.oneLine(why), AGAIN));
    }
  }

  /** Reads every entry to its end, which checks its checksum; keeps the descriptions only. */
  private static byte[] content(JarFile jar, JarEntry entry) throws IOException {
    try (CheckedInputStream in = new CheckedInputStream(jar.getInputStream(entry), new CRC32())) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      boolean described = entry.getName().matches("OSGI-INF/(metatype/)?[^/]+\\.xml");
      in.transferTo(described ? content : OutputStream.nullOutputStream());
      if (entry.getCrc() >= 0 && entry.getCrc() != in.getChecksum().getValue()) {
        throw new IOException("its entry " + entry.getName() + " is damaged");
      }
      return content.toByteArray();
    }
  }

  private static Jar read(Manifest manifest, String name, List<String> parts, Optional<Reason> config) {
    Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
    String symbolic = main.getValue(Constants.BUNDLE_SYMBOLICNAME);
    if (symbolic == null || !"2".equals(main.getValue(Constants.BUNDLE_MANIFESTVERSION))) {
      return new Jar("", "", parts, false, junk(name + " is a jar, but no bundle: its manifest has no "
          + (symbolic == null ? Constants.BUNDLE_SYMBOLICNAME : Constants.BUNDLE_MANIFESTVERSION + ": 2") + ".", KIT));
    }
    String bundle = symbolic.replaceAll(";.*", "").strip();
    String version = main.getValue(Constants.BUNDLE_VERSION);
    Optional<Reason> refusal = Optional.empty();
    String host = main.getValue(Constants.FRAGMENT_HOST);
    if (host != null) {
      refusal = junk(name + " holds " + bundle + ", an add-on to " + host.replaceAll(";.*", "") + " (a fragment), and those cannot be "
          + "taken in while the container runs.", "Build it as a bundle of its own.");
    }
    try {
      version = Version.parseVersion(version).toString();
    } catch (IllegalArgumentException e) {
      refusal = junk(name + " holds " + bundle + " in version '" + version + "', which is no version.",
          "Write it like 1.2.3 and build it again.");
    }
    return new Jar(bundle, version, parts, false, refusal.or(() -> config));
  }

  private static Optional<Reason> unreadable(String entry, byte[] content, String name) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      builder.parse(new InputSource(new ByteArrayInputStream(content)));
      return Optional.empty();
    } catch (ParserConfigurationException | SAXException | IOException e) {
      return Optional.of(new Reason(Code.CONFIG, name + " describes its " + (entry.contains("metatype") ? "settings" : "parts") + " in "
          + entry + ", which cannot be read: " + Diagnosis.oneLine(e.getMessage()),
          "Let the build write that file from the annotations @Component and @ObjectClassDefinition."));
    }
  }

  private static Optional<Reason> junk(String sentence, String next) {
    return Optional.of(new Reason(Code.JUNK, sentence, next));
  }

  private static boolean empty(Path file) {
    try {
      return Files.size(file) == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
