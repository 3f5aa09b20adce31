package l2l.runner.itest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import l2l.runner.store.RunDirectory;

/** What a run has written, read from outside while it goes on or after it ended. */
record RunRecord(Path directory) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** How many columns of the metrics are numbers of the training; behind them stands how many swaps there were. */
  private static final int COLUMNS = 9;

  /** Lines of the metrics, as far as they are whole, without the number of swaps. */
  List<String> metrics() {
    try (Stream<String> lines = RunDirectory.metrics(directory)) {
      return lines.map(RunRecord::training).toList();
    }
  }

  private static String training(String line) {
    return String.join(",", Arrays.asList(line.split(",")).subList(0, COLUMNS));
  }

  /** Whole lines of events.jsonl; fails where one that is not the last cannot be read. */
  List<JsonNode> events() {
    try {
      String text = Files.readString(directory.resolve("events.jsonl"));
      List<JsonNode> events = new ArrayList<>();
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
        if (!line.isEmpty()) {
          events.add(JSON.readTree(line));
        }
      }
      return events;
    } catch (IOException e) {
      throw new UncheckedIOException(directory.toString(), e);
    }
  }

  List<JsonNode> events(String what) {
    return events().stream().filter(e -> e.get("what").asText().equals(what)).toList();
  }

  /** Faults and pauses, as they stand in the record. */
  List<String> troubles() {
    return events().stream().filter(e -> e.get("what").asText().matches("fault|paused")).map(JsonNode::toString).toList();
  }

  /** One part's change of hands. */
  record Swap(long tick, String cause, String role, String from, String to, String policy, String before, String after, String version,
      boolean reset) {}

  /** Every change of hands, in order. */
  List<Swap> swaps() {
    return events("swap").stream().flatMap(e -> StreamSupport.stream(e.get("parts").spliterator(), false)
        .map(p -> new Swap(e.get("tick").asLong(), e.get("cause").asText(), p.get("role").asText(), p.get("from").get("sha256").asText(),
            p.get("to").get("sha256").asText(), p.get("policy").asText(), p.get("before").asText(), p.get("after").asText(),
            p.get("to").get("version").asText(), e.get("reset").asBoolean()))).toList();
  }

  /** Every number the run came to: metrics.csv, curves.csv, and result.json without names and settings of parts and without "mixed". */
  Map<String, String> numbers() {
    try {
      Map<String, String> numbers = new LinkedHashMap<>();
      for (String table : List.of("metrics.csv", "curves.csv")) { // their last column, "mixed", counts the swaps
        numbers.put(table, Files.readString(directory.resolve(table)).replaceAll("(?m),[^,\n]*$", ""));
      }
      JsonNode result = JSON.readTree(directory.resolve("result.json").toFile()).get("optimizers");
      for (JsonNode optimizer : result) {
        if (optimizer.get("training") instanceof ObjectNode training) { // a rule that was only tuned has none
          training.remove(List.of("objective", "estimator", "outer"));
        }
      }
      numbers.put("result.json", result.toString());
      return numbers;
    } catch (IOException e) {
      throw new UncheckedIOException(directory.toString(), e);
    }
  }

  /** Where two runs' numbers part: a sentence, or "" where every one is the same. */
  String parting(RunRecord that) {
    Map<String, String> mine = numbers();
    Map<String, String> theirs = that.numbers();
    for (String file : mine.keySet()) {
      String[] a = mine.get(file).split("\n");
      String[] b = theirs.get(file).split("\n");
      for (int i = 0; i < Math.max(a.length, b.length); i++) {
        String x = i < a.length ? a[i] : "(ended)";
        String y = i < b.length ? b[i] : "(ended)";
        if (!x.equals(y)) {
          return directory.getFileName() + "/" + file + ":" + (i + 1) + " is " + x + " and not " + y;
        }
      }
    }
    return "";
  }

  /** What is wrong with the row of meta-steps 1, 2, 3, …: a sentence, or "". */
  String gap() {
    List<String> lines = metrics();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith("learned," + (i + 1) + ",")) {
        return directory.getFileName() + ": line " + (i + 1) + " of the metrics is " + lines.get(i);
      }
    }
    return "";
  }
}
