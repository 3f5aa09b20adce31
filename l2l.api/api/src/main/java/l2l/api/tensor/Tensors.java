package l2l.api.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** An immutable, ordered family of named tensors ("lstm/w"): parameters, optimizer state, gradients. */
public final class Tensors {

  private static final Tensors NONE = new Tensors(new LinkedHashMap<>());
  private final LinkedHashMap<String, Tensor> byName;

  private Tensors(LinkedHashMap<String, Tensor> byName) {
    this.byName = byName;
  }

  /** The family of no tensors. */
  public static Tensors none() {
    return NONE;
  }

  public static Tensors of(String name, Tensor tensor) {
    return NONE.with(name, tensor);
  }

  /** These names and tensors, in the map's order. */
  public static Tensors of(Map<String, Tensor> tensors) {
    return new Tensors(new LinkedHashMap<>(tensors));
  }

  /** This family and one more tensor, last; a tensor of the same name is replaced where it stands. */
  public Tensors with(String name, Tensor tensor) {
    var m = new LinkedHashMap<>(byName);
    m.put(name, tensor);
    return new Tensors(m);
  }

  /** This family and all of that; of equal names that's wins. */
  public Tensors and(Tensors that) {
    if (isEmpty()) {
      return that;
    }
    var m = new LinkedHashMap<>(byName);
    m.putAll(that.byName);
    return new Tensors(m);
  }

  /**
   * The tensor of this name.
   *
   * @throws NoSuchElementException naming those there are
   */
  public Tensor get(String name) {
    Tensor t = byName.get(name);
    if (t == null) {
      throw new NoSuchElementException("no tensor '" + name + "' among " + byName.keySet());
    }
    return t;
  }

  public Set<String> names() {
    return Collections.unmodifiableSet(byName.keySet());
  }

  /** The tensors, in order. */
  public List<Tensor> tensors() {
    return List.copyOf(byName.values());
  }

  public boolean isEmpty() {
    return byName.isEmpty();
  }

  /** How many numbers all tensors hold together. */
  public int size() {
    return byName.values().stream().mapToInt(Tensor::size).sum();
  }

  public Tensors map(UnaryOperator<Tensor> f) {
    var m = new LinkedHashMap<String, Tensor>();
    byName.forEach((k, v) -> m.put(k, f.apply(v)));
    return new Tensors(m);
  }

  /** f of the tensors of the same name; both families must have the same names. */
  public Tensors zip(Tensors that, BinaryOperator<Tensor> f) {
    if (!byName.keySet().equals(that.byName.keySet())) {
      throw new IllegalArgumentException("zip: names " + byName.keySet() + " and " + that.byName.keySet() + " differ");
    }
    var m = new LinkedHashMap<String, Tensor>();
    byName.forEach((k, v) -> m.put(k, f.apply(v, that.byName.get(k))));
    return new Tensors(m);
  }

  /** The tensors whose name the test accepts. */
  public Tensors filter(Predicate<String> name) {
    var m = new LinkedHashMap<String, Tensor>();
    byName.forEach((k, v) -> {
      if (name.test(k)) {
        m.put(k, v);
      }
    });
    return new Tensors(m);
  }

  /** Every name prefixed, so that families can share one name space: {@code m.prefixed("m/")}. */
  public Tensors prefixed(String prefix) {
    var m = new LinkedHashMap<String, Tensor>();
    byName.forEach((k, v) -> m.put(prefix + k, v));
    return new Tensors(m);
  }

  /** The tensors whose name begins with the prefix, without it. */
  public Tensors under(String prefix) {
    var m = new LinkedHashMap<String, Tensor>();
    byName.forEach((k, v) -> {
      if (k.startsWith(prefix)) {
        m.put(k.substring(prefix.length()), v);
      }
    });
    return new Tensors(m);
  }

  public Tensors plus(Tensors that) {
    return zip(that, Tensor::plus);
  }

  public Tensors times(double c) {
    return map(t -> t.times(c));
  }

  public Tensors detach() {
    return map(Tensor::detach);
  }

  /** The sum over all tensors of the products of their numbers, []. */
  public Tensor dot(Tensors that) {
    Tensor sum = null;
    for (Tensor product : zip(that, (a, b) -> a.times(b).sum()).byName.values()) {
      sum = sum == null ? product : sum.plus(product);
    }
    if (sum == null) {
      throw new IllegalArgumentException("dot: there are no tensors");
    }
    return sum;
  }

  /** All numbers in one row, tensors in order: [n]. */
  public Tensor flat() {
    if (isEmpty()) {
      throw new IllegalArgumentException("flat: there are no tensors");
    }
    List<Tensor> rows = new ArrayList<>();
    byName.values().forEach(t -> rows.add(t.reshape(t.size())));
    return rows.get(0).engine().concat(0, rows);
  }

  /** The inverse of {@link #flat}: the numbers of a row [n] under these names and shapes. */
  public Tensors unflat(Tensor row) {
    if (row.size() != size()) {
      throw new IllegalArgumentException("unflat: " + row.size() + " numbers do not fill " + this);
    }
    var m = new LinkedHashMap<String, Tensor>();
    int at = 0;
    for (var e : byName.entrySet()) {
      int n = e.getValue().size();
      m.put(e.getKey(), row.slice(0, at, at + n).reshape(e.getValue().shape()));
      at += n;
    }
    return new Tensors(m);
  }

  /** Names and shapes, for messages: {w[20, 10], b[10]}. */
  @Override
  public String toString() {
    var s = new StringJoiner(", ", "{", "}");
    byName.forEach((k, v) -> s.add(k + Arrays.toString(v.shape())));
    return s.toString();
  }
}
