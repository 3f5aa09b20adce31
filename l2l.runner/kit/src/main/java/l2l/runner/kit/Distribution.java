package l2l.runner.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import l2l.runner.store.BadInput;

/**
 * The distribution a plugin is built against.
 *
 * @param home its folder
 * @param repository URL of its Maven repository
 * @param version of the artifacts in it
 */
public record Distribution(String home, String repository, String version) {

  /**
   * The distribution in a folder.
   *
   * @throws BadInput if it has no repository
   */
  public static Distribution at(Path home) {
    Path repository = home.toAbsolutePath().normalize().resolve("repository");
    Path api = repository.resolve("org/l2l/l2l.api");
    try (Stream<Path> folders = Files.list(api)) {
      List<String> versions = folders.filter(Files::isDirectory).map(f -> f.getFileName().toString()).sorted().toList();
      if (versions.isEmpty()) {
        throw new BadInput("new: " + api + " holds no version of l2l.api; build the distribution again");
      }
      String url = repository.toUri().toString();
      return new Distribution(home.toString(), url.substring(0, url.length() - 1), versions.get(versions.size() - 1));
    } catch (IOException e) {
      throw new BadInput("new: the distribution in " + home + " has no repository/ to build plugins against (" + e.getMessage()
          + "); build it again", e);
    }
  }
}
