package l2l.runner.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentLogTest {

  private static final List<List<String>> BLOCKS = List.of(List.of("one,1", "größe,2"), List.of(""), List.of("three", "", "3"));

  @TempDir Path dir;

  private Path folder(String name) {
    return dir.resolve(name);
  }

  private Path filled(String name) {
    try (SegmentLog log = SegmentLog.open(folder(name))) {
      BLOCKS.forEach(log::append);
    }
    return folder(name).resolve("000001.log");
  }

  private static List<String> lines(int blocks) {
    return BLOCKS.subList(0, blocks).stream().flatMap(List::stream).toList();
  }

  private static List<String> lines(SegmentLog log) {
    try (Stream<String> lines = log.lines()) {
      return lines.toList();
    }
  }

  /** A log of ten one-line blocks, four to a segment. */
  private Path segments(String name) {
    try (SegmentLog log = SegmentLog.open(folder(name), 44, RandomAccessFile::write)) {
      for (int i = 0; i < 10; i++) {
        log.append(List.of("n" + i)); // 8 + 3 bytes
      }
    }
    return folder(name);
  }

  @Test
  void readsBackWhatWasAdded() {
    filled("log");
    try (SegmentLog log = SegmentLog.open(folder("log"))) {
      assertEquals(3, log.blocks());
      assertEquals(0, log.torn());
      assertEquals(Optional.empty(), log.damage());
      assertEquals(lines(3), lines(log));
      log.append(List.of());
      log.append(List.of("more"));
      assertEquals(4, log.blocks());
      assertEquals("more", lines(log).get(6));
    }
  }

  @Test
  void cutsALastBlockTornAtAnyByte() throws IOException {
    byte[] whole = Files.readAllBytes(filled("whole"));
    int two = Segment.block(BLOCKS.get(0)).length + Segment.block(BLOCKS.get(1)).length;
    int looked = 0;
    for (int length = two; length <= whole.length; length++, looked++) {
      Path file = Files.createDirectories(folder("torn" + length)).resolve("000001.log");
      Files.write(file, Arrays.copyOf(whole, length));
      try (SegmentLog log = SegmentLog.open(file.getParent())) {
        boolean all = length == whole.length;
        assertEquals(all ? 3 : 2, log.blocks(), "at " + length);
        assertEquals(all ? 0 : length - two, log.torn(), "at " + length);
        log.append(List.of("after"));
        assertEquals("after", lines(log).get(all ? 6 : 3));
      }
      try (SegmentLog log = SegmentLog.open(file.getParent())) {
        assertEquals(0, log.torn());
        assertEquals(length == whole.length ? 4 : 3, log.blocks());
      }
    }
    assertEquals(Segment.block(BLOCKS.get(2)).length + 1, looked);
  }

  @Test
  void recognisesEveryFlippedBit() throws IOException {
    byte[] whole = Files.readAllBytes(filled("whole"));
    int first = Segment.block(BLOCKS.get(0)).length;
    int two = first + Segment.block(BLOCKS.get(1)).length;
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] bytes = whole.clone();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      Path file = Files.createDirectories(folder("bit" + bit)).resolve("000001.log");
      Files.write(file, bytes);
      int good = bit / 8 < first ? 0 : bit / 8 < two ? 1 : 2;
      try (SegmentLog log = SegmentLog.open(file.getParent())) {
        assertEquals(good, log.blocks(), "bit " + bit);
        assertEquals(good == 2, log.torn() == whole.length - two, "bit " + bit);
        assertEquals(good < 2, log.damage().isPresent(), "bit " + bit);
        assertEquals(good < 2 ? whole.length : two, Files.size(file), "damage is not cut, bit " + bit);
      }
    }
  }

  @Test
  void takesZeroesForNoBlocks() throws IOException {
    Path file = filled("log");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 4096));
    try (SegmentLog log = SegmentLog.open(file.getParent())) {
      assertEquals(3, log.blocks());
      assertTrue(log.torn() > 3000);
      assertEquals(Optional.empty(), log.damage());
    }
  }

  @Test
  void beginsANewFileAboveItsLimit() throws IOException {
    segments("log");
    try (Stream<Path> files = Files.list(folder("log"))) {
      assertEquals(List.of("000001.log", "000002.log", "000003.log"),
          files.map(f -> f.getFileName().toString()).sorted().toList());
    }
    try (SegmentLog log = SegmentLog.open(folder("log"))) {
      assertEquals(List.of("n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9"), lines(log));
    }
  }

  @Test
  void cutsBackToAnyBlock() throws IOException {
    for (int n = 0; n <= 10; n++) {
      Path folder = segments("cut" + n);
      try (SegmentLog log = SegmentLog.open(folder, 44, RandomAccessFile::write)) {
        log.cut(n);
        assertEquals(n, log.blocks());
        log.append(List.of("again"));
      }
      try (SegmentLog log = SegmentLog.open(folder)) {
        List<String> lines = lines(log);
        assertEquals(n + 1, lines.size());
        assertEquals("again", lines.get(n));
        assertEquals(n == 0 ? "again" : "n" + (n - 1), lines.get(Math.max(0, n - 1)));
        assertEquals(Optional.empty(), log.damage());
      }
    }
  }

  @Test
  void refusesToGoBackWhereNothingIs() {
    segments("log");
    try (SegmentLog log = SegmentLog.open(folder("log"))) {
      assertEquals("cannot go back to block 11 of " + folder("log") + ": 10 can be read; go back to an earlier snapshot",
          assertThrows(BadInput.class, () -> log.cut(11)).getMessage());
      assertEquals(10, log.blocks());
    }
  }

  @Test
  void readsUpToADamagedBlockAndSaysSo() throws IOException {
    Path folder = segments("log");
    Path second = folder.resolve("000002.log");
    byte[] bytes = Files.readAllBytes(second);
    bytes[21] ^= 1; // in its second block
    Files.write(second, bytes);
    String sentence = folder + " is damaged: block 2 of 000002.log is not what was written; the 5 blocks before it can be read,"
        + " so go back to a snapshot taken before it";
    try (SegmentLog log = SegmentLog.open(folder, 44, RandomAccessFile::write)) {
      assertEquals(Optional.of(sentence), log.damage());
      assertEquals(5, log.blocks());
      List<String> read = new ArrayList<>();
      assertEquals(sentence, assertThrows(BadInput.class, () -> log.lines().forEach(read::add)).getMessage());
      assertEquals(List.of("n0", "n1", "n2", "n3", "n4"), read);
      assertEquals(sentence, assertThrows(BadInput.class, () -> log.append(List.of("x"))).getMessage());
      assertThrows(BadInput.class, () -> log.cut(6));
      log.cut(5);
      assertEquals(Optional.empty(), log.damage());
      log.append(List.of("mended"));
      assertEquals(List.of("n0", "n1", "n2", "n3", "n4", "mended"), lines(log));
    }
  }

  @Test
  void saysThatAFileIsMissing() throws IOException {
    Path folder = segments("log");
    Files.delete(folder.resolve("000002.log"));
    try (SegmentLog log = SegmentLog.open(folder)) {
      assertEquals(Optional.of(folder + " is damaged: 000002.log is missing; the 4 blocks before it can be read,"
          + " so go back to a snapshot taken before it"), log.damage());
      log.cut(4);
      log.append(List.of("mended"));
      assertEquals(5, log.blocks());
    }
    try (SegmentLog log = SegmentLog.open(folder)) {
      assertEquals(Optional.empty(), log.damage());
      assertEquals(5, log.blocks());
    }
  }

  @Test
  void takesBackABlockTheDiskDoesNotTakeWhole() {
    for (int k = 0; k <= 13; k++) {
      int took = k;
      boolean[] full = new boolean[1];
      SegmentLog.Disk disk = (file, bytes) -> {
        file.write(bytes, 0, full[0] ? Math.min(took, bytes.length) : bytes.length);
        if (full[0]) {
          throw new IOException("No space left on device");
        }
      };
      Path folder = folder("full" + k);
      try (SegmentLog log = SegmentLog.open(folder, 44, disk)) {
        log.append(List.of("before"));
        full[0] = true;
        assertEquals("cannot add to " + folder + ": no space is left on its disk; nothing before it is lost: free some space and go on",
            assertThrows(BadInput.class, () -> log.append(List.of("full"))).getMessage());
        assertEquals(List.of("before"), lines(log));
        full[0] = false;
        log.append(List.of("after"));
        assertEquals(List.of("before", "after"), lines(log));
      }
      try (SegmentLog log = SegmentLog.open(folder)) {
        assertEquals(2, log.blocks());
        assertEquals(0, log.torn());
      }
    }
  }

  @Test
  void staysOpenWhereItsThreadIsInterrupted() {
    try (SegmentLog log = SegmentLog.open(folder("log"))) {
      Thread.currentThread().interrupt();
      log.append(List.of("one"));
      log.sync();
      assertEquals(List.of("one"), lines(log));
      assertTrue(Thread.interrupted());
      log.append(List.of("two"));
      assertEquals(List.of("one", "two"), lines(log));
    }
  }
}
