package l2l.runner.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/**
 * What measuring a workload came to. Times are in the workload's unit.
 *
 * @param changes to the workload; what is counted is that of the unchanged one
 * @param threads the engine computed with
 * @param wall the rounds' medians
 * @param processor the rounds' means, of all threads of the process
 * @param first seconds of the very first time, compilation by the JVM included
 * @param update the update alone, for workloads that apply an optimizer; else null
 * @param count of one unit
 * @param memory null where the system does not tell
 * @param load of the machine before and behind: processes that want a processor, mean of a minute
 * @param facts of the engine
 */
public record Measurement(String workload, String title, List<String> changes, int threads, String unit, Spread wall, Spread processor,
    List<Round> rounds, double first, Update update, Count count, Rates rates, Floor floor, Memory memory, List<Double> load,
    Map<String, String> facts, String java) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A step where the optimizee costs next to nothing.
   *
   * @param wall milliseconds
   * @param count what it moves: state, x and x' once each way, x and the gradient once more for the optimizee, the gradient for the update
   */
  public record Update(Spread wall, Count count) {}

  /** On one line. */
  public String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of numbers and texts is JSON", e);
    }
  }

  /** What {@link #json} wrote. */
  public static Measurement of(String json) {
    try {
      return JSON.readValue(json, Measurement.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no measurement: " + json, e);
    }
  }
}
