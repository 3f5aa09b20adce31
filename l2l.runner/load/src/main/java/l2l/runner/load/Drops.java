package l2l.runner.load;

import java.io.File;
import java.nio.file.Path;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Takes the jars in the folders named by the framework's own property from File Install, which asks this before it would install one
 * itself. Folders that somebody else has it watch, such as deploy/ in Apache Karaf, stay theirs.
 */
@Component(service = ArtifactInstaller.class, immediate = true)
public final class Drops implements ArtifactInstaller {

  private final Arrivals arrivals;

  @Activate
  public Drops(@Reference Generations generations) {
    arrivals = generations.arrivals();
  }

  @Override
  public boolean canHandle(File artifact) {
    return artifact.getName().endsWith(".jar") && arrivals.folders().hold(path(artifact));
  }

  @Override
  public void install(File artifact) {
    arrivals.came(path(artifact));
  }

  @Override
  public void update(File artifact) {
    arrivals.came(path(artifact));
  }

  @Override
  public void uninstall(File artifact) {
    arrivals.went(path(artifact));
  }

  private static Path path(File artifact) {
    return artifact.toPath().toAbsolutePath().normalize();
  }
}
