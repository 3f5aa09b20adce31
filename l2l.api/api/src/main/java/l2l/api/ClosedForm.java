package l2l.api;

import org.osgi.annotation.versioning.ConsumerType;

/** Aspect of an optimizee whose gradient descent with a fixed step is known exactly. Arrays are [b], one entry a problem. */
@ConsumerType
public interface ClosedForm {

  /** f(x_t) of gradient descent from the optimizee's start with this step. */
  double[] loss(double step, long t);

  /** d f(x_t) / d step. */
  double[] lossDerivative(double step, long t);

  /** (1/t) log f(x_t), computed without forming f(x_t). */
  double[] logLoss(double step, long t);

  /** The derivative of {@link #logLoss} by the step, computed without forming f(x_t). */
  double[] logLossDerivative(double step, long t);
}
