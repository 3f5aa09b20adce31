package l2l.runner.kit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import l2l.runner.runs.Runs;
import l2l.runner.store.BadInput;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Watches a plugin's project and has every build of it take over in a small run that goes on meanwhile. */
@Component(service = Dev.class)
public final class Dev {

  private final Runs runs;
  private final ArtifactInstaller installer;

  @Activate
  public Dev(@Reference Runs runs, @Reference ArtifactInstaller installer) {
    this.runs = runs;
    this.installer = installer;
  }

  /**
   * Watches until it is interrupted.
   *
   * @param project its folder
   * @throws BadInput if there is no such folder
   * @throws InterruptedException which is how it ends
   */
  public void develop(Path project, PrintStream out) throws InterruptedException {
    if (!Files.isDirectory(project)) {
      throw new BadInput("dev: there is no folder " + project + "; l2l new optimizer NAME writes one");
    }
    Path folder = null;
    DevSession session = null;
    try {
      folder = Files.createTempDirectory("l2l-dev-");
      session = new DevSession(runs, installer, project, folder, out);
      session.watch();
    } catch (IOException e) {
      throw new BadInput("dev: cannot write: " + e.getMessage(), e);
    } finally {
      if (session != null) {
        session.end();
      }
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    if (folder != null) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
      } catch (IOException e) {
        return; // a temporary folder that stays harms nobody
      }
    }
  }
}
