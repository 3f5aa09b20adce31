package l2l.runner.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import l2l.runner.experiment.Attribute;
import l2l.runner.experiment.Catalogue;
import l2l.runner.experiment.Kind;
import l2l.runner.experiment.PartType;
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
  void speaksJson() {
    String json = PartsText.json(List.of(SUM)).replaceAll("\\s+", "");
    assertTrue(json.startsWith("[{\"kind\":\"objective\",\"name\":\"sum\",\"edition\":2,"), json);
    assertTrue(json.contains("\"options\":[\"1..T\",\"0..T\"],\"default\":\"1..T\""), json);
  }
}
