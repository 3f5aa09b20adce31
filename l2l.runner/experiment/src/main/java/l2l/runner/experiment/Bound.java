package l2l.runner.experiment;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;

/** A chosen part with its configuration and its service; several bindings of a run may share it, and the last to let go takes it away. */
final class Bound {

  private final Choice choice;
  private final long turn;
  private final Configuration configuration;
  private final String filter;
  private int holders = 1;
  private volatile ServiceReference<?> reference;
  private volatile Object service;
  private volatile boolean gone;

  Bound(Choice choice, long turn, Configuration configuration, String filter) {
    this.choice = choice;
    this.turn = turn;
    this.configuration = configuration;
    this.filter = filter;
  }

  Choice choice() {
    return choice;
  }

  long turn() {
    return turn;
  }

  String pid() {
    return configuration.getPid();
  }

  /** The service, or null while it is not there. */
  Object service() {
    return service;
  }

  /** Whether the service was unregistered, which nobody who holds this has asked for. */
  boolean gone() {
    return gone || unregistered(reference);
  }

  private static boolean unregistered(ServiceReference<?> service) {
    return service != null && service.getBundle() == null;
  }

  /** One more holds it; false if nobody did any more. */
  synchronized boolean hold() {
    if (holders == 0) {
      return false;
    }
    holders++;
    return true;
  }

  private synchronized boolean last() {
    return --holders == 0;
  }

  /** Takes the service if it is there. */
  boolean take(BundleContext context) {
    try {
      ServiceReference<?>[] found = context.getServiceReferences(choice.part().kind().service().getName(), filter);
      Object taken = found == null ? null : context.getService(found[0]);
      if (taken == null) {
        return false;
      }
      reference = found[0];
      service = taken;
      return true;
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("a filter of ours is wrong: " + filter, e);
    }
  }

  /** Notes that a service is about to go, this one or another. */
  void goes(ServiceReference<?> which) {
    if (reference != null && reference.equals(which)) {
      gone = true;
    }
  }

  /**
   * One holds it no more; with the last the configuration goes, and with it, a little later, the service.
   *
   * @return whether the service is still there
   */
  BooleanSupplier letGo(BundleContext context) {
    if (!last()) {
      return () -> false;
    }
    ServiceReference<?> leaving = reference;
    try {
      if (leaving != null) {
        context.ungetService(leaving);
      }
      configuration.delete();
      return () -> leaving != null && !unregistered(leaving);
    } catch (IOException | IllegalStateException e) {
      return () -> false; // the container is going down, or somebody else deleted it: it is gone either way
    } finally {
      service = null;
      reference = null;
    }
  }
}
