package l2l.api;

import org.osgi.annotation.versioning.ConsumerType;

/** The optimizees an optimizer is meant to be good at. Drawing with equal seeds gives equal optimizees. */
@ConsumerType
public interface OptimizeeFamily extends Extensible {

  Optimizee sample(Draw draw);
}
