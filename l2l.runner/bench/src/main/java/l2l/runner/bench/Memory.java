package l2l.runner.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * What a workload took of the machine's memory, in MB of 2^20 bytes: peak of the resident set, less what was resident when the libraries
 * were loaded and no array was made yet.
 *
 * @param base resident before the first array
 * @param peak greatest resident set since
 * @param heap limit of the Java heap
 */
public record Memory(double base, double peak, double heap) {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");
  private static final double MEGABYTE = 1 << 20;

  /** What the arrays took. */
  public double grown() {
    return peak - base;
  }

  /**
   * What is resident now, from where the peak is counted anew.
   *
   * @return empty where the system does not tell, or does not let the peak be counted anew
   */
  static OptionalDouble begin() {
    try {
      Files.writeString(CLEAR, "5");
      return resident("VmRSS");
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }

  /** Since {@code base} was taken; null where the system does not tell. */
  static Memory since(OptionalDouble base) {
    OptionalDouble peak = resident("VmHWM");
    return base.isEmpty() || peak.isEmpty() ? null
        : new Memory(base.getAsDouble(), peak.getAsDouble(), Runtime.getRuntime().maxMemory() / MEGABYTE);
  }

  private static OptionalDouble resident(String key) {
    try {
      return Files.readAllLines(STATUS).stream().filter(line -> line.startsWith(key + ":"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024).findFirst();
    } catch (IOException e) {
      return OptionalDouble.empty(); // not Linux
    }
  }
}
