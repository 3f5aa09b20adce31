package l2l.runner.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import l2l.runner.experiment.Attribute;
import l2l.runner.experiment.Catalogue;
import l2l.runner.experiment.Kind;
import l2l.runner.experiment.PartType;
import l2l.runner.load.Code;
import l2l.runner.load.Generation;
import l2l.runner.load.Reason;
import l2l.runner.load.Status;
import org.junit.jupiter.api.Test;

class PartsTextTest {

  private static final PartType SUM = new PartType(Kind.OBJECTIVE, "sum", 2, "Somebody 2016, eq. 3", "The sum of losses", "pid",
      "l2l.m.sum", "1.0.0", 7,
      List.of(new Attribute("points", Attribute.Type.TEXT, false, false, null, null, List.of("1..T", "0..T"), List.of("1..T"),
      "which points count"),
          new Attribute("file", Attribute.Type.TEXT, false, true, null, null, List.of(), List.of(), "a file")),
      List.of(new PartType.Slot("data", Kind.DATA, false, true)));

  @Test
  void listsKindNameBundleVersionAndPaper() {
    assertEquals("""
        KIND       NAME  BUNDLE     VERSION  PAPER
        objective  sum   l2l.m.sum  1.0.0    Somebody 2016, eq. 3
        """, PartsText.list(new Catalogue(List.of(SUM))));
  }

  @Test
  void tellsWhatASettingTakes() {
    assertEquals("""
        sum: objective. The sum of losses
        l2l.m.sum 1.0.0, edition 2; Somebody 2016, eq. 3

          points  one of 1..T, 0..T; default "1..T"
              which points count

          file  a text; must be given
              a file

          data  a part of kind data; must be given
        """, PartsText.one(SUM));
  }

  @Test
  void tellsHowDroppedJarsStandAndLeavesOutWhatIsGone() {
    Reason junk = new Reason(Code.JUNK, "broken.jar is not a jar.", "Build it again.");
    Reason ready = new Reason(Code.READY, "It is there.", "");
    String sha = "77ab12cd".repeat(8);
    assertEquals("""
        DROPPED IN             BUNDLE     VERSION  SHA-256   PARTS      FROM
        REFUSED JUNK           -          -        77ab12cd  -          broken.jar
        READY                  acme.plus  1.2.0    77ab12cd  acme.plus  a.jar, b.jar; in use by 2 runs
        QUARANTINED, 3 faults  acme.plus  1.1.0    77ab12cd  acme.plus  c.jar
        PINNED                 acme.plus  1.0.0    77ab12cd  acme.plus  in use by 1 run
        """, PartsText.dropped(List.of(
        new Generation(sha, "", "", -1, List.of("/load/broken.jar"), Status.REFUSED, junk, List.of(), 0, 0, 4),
        generation("1.2.0", List.of("/load/a.jar", "/other/b.jar"), Status.READY, ready, 0, 2, 3),
        generation("1.1.0", List.of("/load/c.jar"), Status.QUARANTINED, ready, 3, 0, 2),
        generation("1.0.0", List.of(), Status.PINNED, ready, 0, 1, 1),
        generation("0.9.0", List.of(), Status.WITHDRAWN, ready, 0, 0, 0),
        generation("1.0.0", List.of(), Status.READY, ready, 0, 0, -1))));
    assertEquals("", PartsText.dropped(List.of(generation("1.0.0", List.of(), Status.READY, ready, 0, 0, -1))));
  }

  private static Generation generation(String version, List<String> files, Status status, Reason reason, int faults, int holds, long order) {
    return new Generation("77ab12cd".repeat(8), "acme.plus", version, 7, files, status, reason, List.of("acme.plus"), faults, holds, order);
  }

  @Test
  void speaksJson() {
    String json = PartsText.json(List.of(SUM)).replaceAll("\\s+", "");
    assertTrue(json.startsWith("[{\"kind\":\"objective\",\"name\":\"sum\",\"edition\":2,"), json);
    assertTrue(json.contains("\"options\":[\"1..T\",\"0..T\"],\"default\":\"1..T\""), json);
  }
}
