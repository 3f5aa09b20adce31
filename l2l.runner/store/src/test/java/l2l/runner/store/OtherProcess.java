package l2l.runner.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What another JVM does for a test: the first argument names it. */
final class OtherProcess {

  private OtherProcess() {}

  /** A process of this class path that runs {@link #main} with these words, after a prefix such as a shell. */
  static Process start(List<String> prefix, String... words) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), OtherProcess.class.getName()));
    command.addAll(Arrays.asList(words));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  static String said(Process process) throws IOException, InterruptedException {
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  public static void main(String[] words) throws Exception {
    Path place = Path.of(words[1]);
    switch (words[0]) {
      case "hold" -> hold(place);
      case "replace" -> replace(place);
      case "record" -> record(place);
      case "fill" -> fill(place);
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private static void say(String word) {
    System.out.println(word);
    System.out.flush();
  }

  private static void hold(Path place) throws InterruptedException {
    try (WorkbenchDirectory held = WorkbenchDirectory.open(place)) {
      say("held " + held.path().getFileName());
      Thread.sleep(60_000);
    } catch (BadInput e) {
      say(e.getMessage());
    }
  }

  /** Replaces a file again and again by 256 KiB of one byte. */
  private static void replace(Path file) {
    say("begun");
    for (byte b = 1; ; b = (byte) (b % 100 + 1)) {
      byte[] content = new byte[1 << 18];
      Arrays.fill(content, b);
      WholeFile.write(file, out -> {
        for (int i = 0; i < content.length; i += 4096) {
          out.write(content, i, 4096);
        }
      });
    }
  }

  /** Steps, snapshots and rows until it is killed. */
  private static void record(Path workbench) {
    try (WorkbenchDirectory held = WorkbenchDirectory.open(workbench); RunIndex index = RunIndex.open(held)) {
      RunDirectory run = RunDirectory.numbered(held.runs(), "demo", "{}".getBytes(StandardCharsets.UTF_8));
      RunRow row = index.add("demo", "RUNNING", run.path(), OptionalLong.empty());
      for (long step = 1; ; step++) {
        RunReopenedTest.step(run, step);
        if (step % 7 == 0) {
          run.save(RunReopenedTest.snapshot(step));
          index.update(row.at(step, 0));
          if (step == 7) {
            say("begun");
          }
        }
      }
    }
  }

  private static void fillWithLines(Path disk) throws IOException {
    Path file = disk.resolve("events.jsonl");
    Path ballast = Files.write(disk.resolve("ballast"), new byte[20_000]);
    String line = "y".repeat(999);
    try (LineLog events = new LineLog(file)) {
      int fitted = 0;
      String refused = null;
      while (refused == null) {
        try {
          events.add(line);
          fitted++;
        } catch (BadInput e) {
          refused = e.getMessage();
        }
      }
      say(refused);
      say(Files.size(file) == 1000L * fitted && fitted > 9 ? "whole lines" : Files.size(file) + " bytes of " + fitted + " lines");
      Files.delete(ballast);
      events.add("after");
    }
    List<String> lines = Files.readAllLines(file);
    say(lines.get(lines.size() - 1));
  }

  /** Fills a small disk, frees some of it, and goes on. */
  private static void fill(Path disk) throws IOException {
    Path ballast = Files.write(disk.resolve("ballast"), new byte[100_000]);
    try (SegmentLog log = SegmentLog.open(disk.resolve("log"), 50_000, java.io.RandomAccessFile::write)) {
      int fitted = 0;
      String refused = null;
      while (refused == null) {
        try {
          log.append(List.of("x".repeat(997) + String.format("%3d", fitted)));
          fitted++;
        } catch (BadInput e) {
          refused = e.getMessage();
        }
      }
      say(refused);
      say(log.blocks() == fitted && log.lines().count() == fitted ? "all there" : "lost some of " + fitted);
      try {
        WholeFile.write(disk.resolve("snapshot"), out -> out.write(new byte[200_000]));
      } catch (BadInput e) {
        say(e.getMessage());
      }
      say(Files.exists(disk.resolve("snapshot")) || Files.exists(disk.resolve(".snapshot.part")) ? "half a snapshot" : "no snapshot");
      Files.delete(ballast);
      log.append(List.of("after"));
    }
    fillWithLines(disk);
    try (SegmentLog log = SegmentLog.open(disk.resolve("log"))) {
      List<String> lines = log.lines().toList();
      say(lines.get(lines.size() - 1) + ", torn " + log.torn() + ", " + (lines.size() > 100 ? "many" : "few") + Map.of());
    }
  }
}
