package l2l.runner.bench;

/**
 * What a piece of work takes at the least, counted from its shapes: the one place where this is counted.
 *
 * <p>Products: a product [m, k] [k, n] is 2 m n k operations, whatever else is done to its elements is not counted. A layer's derivative
 * is one product for the weights and one for what went in, unless nobody wants it. Bytes: what a backward sweep needs is written once and
 * read once; an optimizer's state is read once and written once.
 *
 * @param flops operations of matrix products
 * @param functions values of tanh and sigmoid
 * @param bytes to memory and from it
 */
public record Count(double flops, double functions, double bytes) {

  /** Units of each of the two LSTM layers (Andrychowicz et al. 2016). */
  private static final int H = 20;

  private static final int EXAMPLES = 128;
  private static final int PIXELS = 784;
  private static final int HIDDEN = 20;
  private static final int CLASSES = 10;

  /** Numbers of the network 784-20-10. */
  static final int MLP = PIXELS * HIDDEN + HIDDEN + HIDDEN * CLASSES + CLASSES;

  /** Sides of the image before each convolution, its channels, its filters. */
  private static final int[][] CONVOLUTIONS = {{32, 3, 16}, {16, 16, 32}, {8, 32, 32}};
  private static final int FLAT = 512;
  private static final int FC = 32;

  /** Numbers of the convolutional network, the normalisation behind its hidden layer included. */
  static final int CNN = 31_306;

  Count plus(Count other) {
    return new Count(flops + other.flops, functions + other.functions, bytes + other.bytes);
  }

  Count times(double factor) {
    return new Count(flops * factor, functions * factor, bytes * factor);
  }

  /** A step of two LSTM layers over n coordinates that see d features each: forward alone, states in and out. */
  static Count lstm(int n, int d) {
    return new Count(forward(n, d), 10.0 * H * n, 2.0 * Float.BYTES * 4 * H * n);
  }

  private static double forward(int n, int d) {
    return 2.0 * n * (4 * H * (d + H) + 4 * H * 2 * H + H);
  }

  /**
   * The same, forward and backward. Kept of each layer: four gates, c, tanh c and h; and the features. The first layer's input needs no
   * adjoint.
   */
  static Count lstmUnrolled(int n, int d) {
    double inputs = 2.0 * n * (4 * H * H + 4 * H * 2 * H + H);
    return new Count(2 * forward(n, d) + inputs, 10.0 * H * n, 2.0 * Float.BYTES * n * (2 * 7 * H + d));
  }

  /** Value and gradient of b problems f(x) = ||W x - y||^2 of d numbers. */
  static Count residuals(int b, int d) {
    return new Count(2.0 * 2 * b * d * d, 0, 0);
  }

  /** Value and gradient of the network 784-20-10 on a minibatch: 2 products with the pixels, 3 behind the hidden layer. */
  static Count mlp() {
    return new Count(2 * pixels() + 3 * scores(), EXAMPLES * HIDDEN, 0);
  }

  private static double pixels() {
    return 2.0 * EXAMPLES * PIXELS * HIDDEN;
  }

  private static double scores() {
    return 2.0 * EXAMPLES * HIDDEN * CLASSES;
  }

  /**
   * A step of gradient descent on that network, and its part of the exact meta-gradient: value and gradient, then the gradient's own
   * derivative along a direction, 2 products with the pixels and 6 behind the hidden layer. Kept: x and the gradient.
   */
  static Count mlpTwice() {
    return new Count(4 * pixels() + 9 * scores(), EXAMPLES * HIDDEN, 2.0 * Float.BYTES * 2 * MLP);
  }

  /** Value and gradient of the convolutional network on a minibatch. Kept: what went into each layer. */
  static Count cnn() {
    double flops = 0;
    double kept = 0;
    for (int[] c : CONVOLUTIONS) {
      double positions = (double) EXAMPLES * c[0] * c[0];
      flops += (c[1] == 3 ? 2 : 3) * 2 * positions * 9 * c[1] * c[2];
      kept += positions * (c[1] + c[2]);
    }
    double full = 2.0 * EXAMPLES * (FLAT * FC + FC * CLASSES);
    return new Count(flops + 3 * full, 0, 2 * Float.BYTES * kept);
  }

  /** T steps of gradient descent on f(x) = 1/2 x'Hx of d numbers, in double, and back. Kept: the gradients. */
  static Count quadraticForm(int d, int steps) {
    return new Count(2.0 * 2 * d * d * steps, 0, 2.0 * Double.BYTES * d * steps);
  }

  /** An update of n numbers that moves so many arrays of them. */
  static Count update(int n, int arrays) {
    return new Count(0, 0, (double) Float.BYTES * arrays * n);
  }
}
