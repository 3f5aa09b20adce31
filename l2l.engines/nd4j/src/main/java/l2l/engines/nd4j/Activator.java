package l2l.engines.nd4j;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Tells JavaCPP where in this container to unpack ND4J's natives.
 *
 * <p>Nothing is unpacked or loaded here: that happens when somebody first makes an array or calls BLAS.
 */
public final class Activator implements BundleActivator {

  /** Made by the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    String directory = context.getProperty(Natives.DIRECTORY);
    Natives.unpackInto(directory != null ? directory : context.getDataFile("natives").getPath());
  }

  @Override
  public void stop(BundleContext context) {
    // classes and natives stay as long as the JVM holds them
  }
}
