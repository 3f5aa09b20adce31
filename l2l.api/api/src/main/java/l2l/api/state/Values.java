package l2l.api.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.StringJoiner;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * Named arrays as plain data, in their own precision: what leaves a run, into a snapshot, a file, another process or a successor.
 * Holds no engine and no plugin's class. Immutable: arrays are copied in and out.
 */
public final class Values {

  private static final Values NONE = new Values(new LinkedHashMap<>());

  /** One array; exactly one of floats and doubles is there. */
  private record Numbers(int[] shape, float[] floats, double[] doubles) {}

  private final LinkedHashMap<String, Numbers> byName;

  private Values(LinkedHashMap<String, Numbers> byName) {
    this.byName = byName;
  }

  public static Values none() {
    return NONE;
  }

  /** The numbers of these tensors, detached, in their engine's precision. */
  public static Values of(Tensors tensors) {
    Values v = NONE;
    for (String name : tensors.names()) {
      Tensor t = tensors.get(name);
      v = t.engine().precision() == Precision.FLOAT ? v.with(name, narrow(t.values()), t.shape()) : v.with(name, t.values(), t.shape());
    }
    return v;
  }

  /** These and one more array of floats, row-major. */
  public Values with(String name, float[] values, int... shape) {
    return put(name, new Numbers(checked(name, values.length, shape), values.clone(), null));
  }

  /** These and one more array of doubles, row-major. */
  public Values with(String name, double[] values, int... shape) {
    return put(name, new Numbers(checked(name, values.length, shape), null, values.clone()));
  }

  private Values put(String name, Numbers numbers) {
    var m = new LinkedHashMap<>(byName);
    m.put(name, numbers);
    return new Values(m);
  }

  private static int[] checked(String name, int length, int[] shape) {
    if (Shape.size(shape) != length) {
      throw new IllegalArgumentException("'" + name + "': " + length + " numbers do not fill shape " + Shape.text(shape));
    }
    return shape.clone();
  }

  public Set<String> names() {
    return Collections.unmodifiableSet(byName.keySet());
  }

  public int[] shape(String name) {
    return get(name).shape.clone();
  }

  public Precision precision(String name) {
    return get(name).floats != null ? Precision.FLOAT : Precision.DOUBLE;
  }

  /** The array of this name as doubles, row-major; a copy. */
  public double[] doubles(String name) {
    Numbers n = get(name);
    return n.doubles != null ? n.doubles.clone() : widen(n.floats);
  }

  /** The array of this name as floats, row-major; a copy, rounded where it holds doubles. */
  public float[] floats(String name) {
    Numbers n = get(name);
    return n.floats != null ? n.floats.clone() : narrow(n.doubles);
  }

  private Numbers get(String name) {
    Numbers n = byName.get(name);
    if (n == null) {
      throw new NoSuchElementException("no array '" + name + "' among " + byName.keySet());
    }
    return n;
  }

  /** The same numbers as tensors of an engine, rounded to its precision. */
  public Tensors on(Engine engine) {
    Map<String, Tensor> m = new LinkedHashMap<>();
    byName.forEach((k, n) -> m.put(k, n.floats != null ? engine.tensor(n.floats, n.shape) : engine.tensor(n.doubles, n.shape)));
    return Tensors.of(m);
  }

  /** These and those, every name of those prefixed. */
  public Values and(String prefix, Values those) {
    var m = new LinkedHashMap<>(byName);
    those.byName.forEach((k, n) -> m.put(prefix + k, n));
    return new Values(m);
  }

  /** The arrays whose name begins with the prefix, without it. */
  public Values under(String prefix) {
    var m = new LinkedHashMap<String, Numbers>();
    byName.forEach((k, n) -> {
      if (k.startsWith(prefix)) {
        m.put(k.substring(prefix.length()), n);
      }
    });
    return new Values(m);
  }

  /** SHA-256 over names, shapes, precisions and bits, in hexadecimal. */
  public String sha256() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    byName.forEach((name, n) -> {
      digest.update((name + Shape.text(n.shape) + (n.floats != null ? "F" : "D")).getBytes(StandardCharsets.UTF_8));
      ByteBuffer b = ByteBuffer.allocate(n.floats != null ? 4 * n.floats.length : 8 * n.doubles.length);
      if (n.floats != null) {
        b.asFloatBuffer().put(n.floats);
      } else {
        b.asDoubleBuffer().put(n.doubles);
      }
      digest.update(b);
    });
    return HexFormat.of().formatHex(digest.digest());
  }

  private static float[] narrow(double[] d) {
    float[] f = new float[d.length];
    for (int i = 0; i < f.length; i++) {
      f[i] = (float) d[i];
    }
    return f;
  }

  private static double[] widen(float[] f) {
    double[] d = new double[f.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = f[i];
    }
    return d;
  }

  /** Equal names in the same order, shapes, precisions and bits. */
  @Override
  public boolean equals(Object that) {
    if (!(that instanceof Values v) || !byName.keySet().stream().toList().equals(v.byName.keySet().stream().toList())) {
      return false;
    }
    return byName.entrySet().stream().allMatch(e -> {
      Numbers a = e.getValue(), b = v.byName.get(e.getKey());
      return Arrays.equals(a.shape, b.shape) && Arrays.equals(a.floats, b.floats) && Arrays.equals(a.doubles, b.doubles);
    });
  }

  @Override
  public int hashCode() {
    return byName.keySet().hashCode();
  }

  /** Names and shapes, for messages. */
  @Override
  public String toString() {
    var s = new StringJoiner(", ", "{", "}");
    byName.forEach((k, n) -> s.add(k + Shape.text(n.shape)));
    return s.toString();
  }
}
