package l2l.runner.bench;

/**
 * The time that the counted work takes at the rates the machine was just measured to have, in the workload's unit.
 *
 * @param products operations / rate of products
 * @param functions values / rate of tanh
 * @param memory bytes / streaming rate
 */
public record Floor(double products, double functions, double memory) {

  static Floor of(Count count, Rates rates, double scale) {
    double products = count.flops() == 0 ? 0 : count.flops() / rates.product();
    return new Floor(scale * products, scale * count.functions() / rates.functions().max(),
        scale * count.bytes() / rates.stream().max());
  }

  /** All three, one behind the other. */
  public double total() {
    return products + functions + memory;
  }
}
