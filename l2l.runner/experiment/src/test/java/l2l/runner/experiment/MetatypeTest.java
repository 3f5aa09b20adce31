package l2l.runner.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetatypeTest {

  private static final String DOCUMENT = """
      <?xml version="1.0" encoding="UTF-8"?>
      <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.2.0" localization="OSGI-INF/l10n/x">
        <OCD id="x.Config" name="x" description="An example">
          <AD id="weights" type="Double" cardinality="2147483647" name="Weights" description="factors" default=""/>
          <AD id="points" type="String" name="Points" description="which" default="1..T">
            <Option label="one" value="1..T"/>
            <Option label="two" value="0..T"/>
          </AD>
          <AD id="classes" type="Integer" cardinality="9" required="false" min="0" max="9" default="1,2\\,3 , 4" description="c"/>
          <AD id="file" type="String" description="a file"/>
        </OCD>
        <Designate factoryPid="x.X"><Object ocdref="x.Config"/></Designate>
      </metatype:MetaData>
      """;

  @Test
  void readsWhatBndWrites() throws IOException {
    Metatype.Form form = read(DOCUMENT).get("x.X");
    assertEquals("An example", form.description());
    List<Attribute> a = form.attributes();
    assertEquals(List.of("weights", "points", "classes", "file"), a.stream().map(Attribute::id).toList());
    assertEquals("a list, each of it a number", a.get(0).allowed());
    assertEquals("[]", a.get(0).defaultText());
    assertEquals("one of 1..T, 0..T", a.get(1).allowed());
    assertEquals("\"1..T\"", a.get(1).defaultText());
    assertEquals("a list, each of it a whole number from 0 to 9", a.get(2).allowed());
    assertEquals(List.of("1", "2,3", "4"), a.get(2).defaults());
    assertTrue(a.get(3).required());
    assertNull(a.get(3).defaultText());
  }

  @Test
  void refusesADocumentThatReachesOutside() {
    String evil = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>";
    assertTrue(assertThrows(IOException.class, () -> read(evil)).getMessage().startsWith("not a Metatype document"));
  }

  @Test
  void guessesWhatWasMeant() {
    List<String> names = List.of("adam", "lstm", "momentum", "nesterov", "sgd");
    assertEquals("; did you mean lstm?", Nearest.hint("lsmt", names));
    assertEquals("; did you mean momentum?", Nearest.hint("Momntum", names));
    assertEquals("", Nearest.hint("backprop", names));
    assertEquals("", Nearest.hint("xy", names));
    assertEquals(1, Nearest.distance("lsmt", "lstm"));
    assertEquals(3, Nearest.distance("kitten", "sitting"));
  }

  private static java.util.Map<String, Metatype.Form> read(String document) throws IOException {
    return Metatype.read(new ByteArrayInputStream(document.strip().getBytes(StandardCharsets.UTF_8)));
  }
}
