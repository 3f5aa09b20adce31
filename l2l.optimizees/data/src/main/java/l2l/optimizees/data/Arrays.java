package l2l.optimizees.data;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import l2l.api.Part;
import l2l.api.data.ArraySource;
import l2l.api.state.Values;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Named arrays from one of NumPy's .npz files: given problems, or weights trained elsewhere.
 *
 * <p>An .npz file is a zip archive with one {@link Npy .npy file} an array. Floats keep their precision.
 *
 * <p>Source: NumPy's {@code savez}.
 */
@Part(name = "arrays", paper = "NumPy Enhancement Proposal 1")
@Designate(ocd = Arrays.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Arrays implements ArraySource {

  /** Settings. */
  @Retention(RetentionPolicy.RUNTIME)
  @ObjectClassDefinition(name = "arrays", description = "Named arrays from a .npz file")
  public @interface Config {
    @AttributeDefinition(description = "The .npz file, written by numpy.savez")
    String file();

    @AttributeDefinition(
        description = "Arrays to take, each \"from=to\" (taken under another name) or \"from\"; none: all, under their own names",
        required = false)
    String[] names() default {};
  }

  private static final String ENDING = ".npy";

  private final Path file;
  private final List<String> names;

  @Activate
  public Arrays(Config config) {
    this(Path.of(Objects.requireNonNull(config.file(), "arrays: set 'file' to an .npz file")), config.names());
  }

  /** See {@link Config}. */
  public Arrays(Path file, String... names) {
    this.file = file;
    this.names = List.of(names);
  }

  @Override
  public Values read() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("arrays: there is no file " + file + "; set 'file' to an .npz file");
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Values values = Values.none();
      for (var e : renamed(zip).entrySet()) {
        ZipEntry entry = zip.getEntry(e.getValue() + ENDING);
        String where = file + ": " + e.getValue();
        values = Npy.add(values, e.getKey(), where, bytes(zip, entry, where));
      }
      return values;
    } catch (ZipException e) {
      throw new IOException(file + " is cut short, or no .npz file at all (" + e.getMessage() + "); write it with numpy.savez", e);
    }
  }

  /** New names and the arrays' own, in the order in which they are asked for or lie there. */
  private Map<String, String> renamed(ZipFile zip) throws IOException {
    List<String> there = Collections.list(zip.entries()).stream().map(ZipEntry::getName)
        .filter(n -> n.endsWith(ENDING)).map(n -> n.substring(0, n.length() - ENDING.length())).toList();
    var renamed = new LinkedHashMap<String, String>();
    for (String name : names.isEmpty() ? there : names) {
      int equals = names.isEmpty() ? -1 : name.indexOf('=');
      String from = equals < 0 ? name : name.substring(0, equals).strip();
      String to = equals < 0 ? name : name.substring(equals + 1).strip();
      if (!there.contains(from)) {
        throw new IOException(file + " holds no array '" + from + "' but " + there + "; correct 'names'");
      }
      if (renamed.put(to, from) != null) {
        throw new IOException("arrays: 'names' calls two arrays '" + to + "'; each needs its own name");
      }
    }
    if (renamed.isEmpty()) {
      throw new IOException(file + " holds no array; write some with numpy.savez");
    }
    return renamed;
  }

  private static byte[] bytes(ZipFile zip, ZipEntry entry, String where) throws IOException {
    byte[] bytes;
    try (var in = zip.getInputStream(entry)) {
      bytes = in.readAllBytes();
    } catch (IOException e) {
      throw new IOException(where + " is damaged (" + e.getMessage() + "); write it anew", e);
    }
    var sum = new CRC32();
    sum.update(bytes);
    if (sum.getValue() != entry.getCrc()) {
      throw new IOException(where + " is damaged: its check sum is wrong; write it anew");
    }
    return bytes;
  }
}
