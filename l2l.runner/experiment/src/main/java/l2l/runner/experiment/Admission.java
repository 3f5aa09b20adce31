package l2l.runner.experiment;

/**
 * Decides which bundles' parts may be used: a service, of which there may be none; then all may.
 *
 * <p>Whoever provides it calls {@link Parts#touched()} after each change of mind.
 */
public interface Admission {

  /** Whether experiments may use this bundle's parts; cheap, and never throws. */
  boolean admits(long bundleId);
}
