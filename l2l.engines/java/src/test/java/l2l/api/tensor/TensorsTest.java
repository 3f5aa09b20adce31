package l2l.api.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.NoSuchElementException;
import l2l.api.state.Values;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

/** Families of named tensors, and their way through {@link Values}, on the reference engine. */
class TensorsTest {
  private final JavaEngine engine = new JavaEngine();
  private final Tensor w = engine.tensor(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
  private final Tensor b = engine.tensor(new double[] {7, 8}, 2);
  private final Tensors family = Tensors.of("layer/w", w).with("layer/b", b);

  @Test
  void keepsItsOrder() {
    assertEquals("{layer/w[2, 3], layer/b[2]}", family.toString());
    assertEquals(List.of("layer/w", "layer/b"), List.copyOf(family.names()));
    assertEquals(List.of(w, b), family.tensors());
    assertEquals(8, family.size());
    assertTrue(Tensors.none().isEmpty());
    assertEquals(0, Tensors.none().size());
  }

  @Test
  void neverChanges() {
    var map = new LinkedHashMap<String, Tensor>();
    map.put("a", w);
    Tensors of = Tensors.of(map);
    map.put("b", b);
    of.with("c", b);
    of.and(family);
    assertEquals("{a[2, 3]}", of.toString());
    assertThrows(UnsupportedOperationException.class, () -> of.names().clear());
    assertThrows(UnsupportedOperationException.class, () -> of.tensors().clear());
  }

  @Test
  void aNameGivenAgainIsReplacedWhereItStands() {
    assertEquals("{layer/w[2], layer/b[2]}", family.with("layer/w", b).toString());
    assertEquals("{layer/w[2], layer/b[2], more[2, 3]}", family.and(Tensors.of("more", w).with("layer/w", b)).toString());
    assertSame(family, Tensors.none().and(family));
  }

  @Test
  void aMissingNameIsRefusedNamingThoseThereAre() {
    assertEquals("no tensor 'x' among [layer/w, layer/b]", assertThrows(NoSuchElementException.class, () -> family.get("x")).getMessage());
  }

  @Test
  void subfamiliesAreFoundByPrefixAndTest() {
    assertEquals("{w[2, 3], b[2]}", family.under("layer/").toString());
    assertEquals("{m/layer/w[2, 3], m/layer/b[2]}", family.prefixed("m/").toString());
    assertEquals("{layer/b[2]}", family.filter(name -> name.endsWith("b")).toString());
    assertTrue(family.under("other/").isEmpty());
  }

  @Test
  void mapsAndZipsByName() {
    Tensors swapped = Tensors.of("layer/b", b).with("layer/w", w);
    assertEquals("{layer/w[2, 3], layer/b[2]}", family.zip(swapped, Tensor::times).toString());
    assertArrayEquals(new double[] {1, 4, 9, 16, 25, 36, 49, 64}, family.zip(swapped, Tensor::times).flat().values());
    assertArrayEquals(new double[] {2, 4, 6, 8, 10, 12, 14, 16}, family.plus(swapped).flat().values());
    assertArrayEquals(new double[] {0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4}, family.times(0.5).flat().values());
    assertEquals("zip: names [layer/w, layer/b] and [layer/w] differ",
        assertThrows(IllegalArgumentException.class, () -> family.plus(Tensors.of("layer/w", w))).getMessage());
  }

  @Test
  void dotIsTheSumOfAllProducts() {
    assertEquals(1 + 4 + 9 + 16 + 25 + 36 + 49 + 64, family.dot(family).scalar());
    assertEquals("dot: there are no tensors",
        assertThrows(IllegalArgumentException.class, () -> Tensors.none().dot(Tensors.none())).getMessage());
  }

  @Test
  void flatAndBackGivesTheSame() {
    Tensor row = family.flat();
    assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, row.values());
    Tensors back = family.unflat(row);
    assertEquals(Values.of(family), Values.of(back));
    assertEquals("unflat: 2 numbers do not fill {layer/w[2, 3], layer/b[2]}",
        assertThrows(IllegalArgumentException.class, () -> family.unflat(b)).getMessage());
    assertEquals("flat: there are no tensors", assertThrows(IllegalArgumentException.class, () -> Tensors.none().flat()).getMessage());
  }

  @Test
  void flatAndBackIsDifferentiated() {
    Tensors g = engine.gradient(x -> x.unflat(x.flat().square()).get("layer/w").sum(), family).gradient();
    assertArrayEquals(new double[] {2, 4, 6, 8, 10, 12, 0, 0}, g.flat().values());
  }

  @Test
  void detachStopsDerivatives() {
    Tensors g = engine.gradient(x -> x.dot(x.detach()), family).gradient();
    assertArrayEquals(family.flat().values(), g.flat().values());
  }

  @Test
  void goesThroughValuesAndBack() {
    Values values = Values.of(family);
    assertEquals("{layer/w[2, 3], layer/b[2]}", values.toString());
    assertEquals(Precision.DOUBLE, values.precision("layer/w"));
    Tensors back = values.on(engine);
    assertEquals(values, Values.of(back));
    assertEquals(values.sha256(), Values.of(back).sha256());
    Tensors rounded = Values.none().with("a", new float[] {0.1f}, 1).on(engine);
    assertArrayEquals(new double[] {0.1f}, rounded.get("a").values());
  }

  @Test
  void variablesGoIntoValuesAsTheirNumbers() {
    engine.gradient(x -> {
      assertEquals(Values.of(family), Values.of(x));
      return x.flat().sum();
    }, family);
  }
}
