package l2l.api.contract;

import java.lang.ref.Reference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import l2l.api.state.Values;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * What fields hold, as text by path, so that two looks can be compared. Objects of the part's own classes are followed to their fields,
 * arrays and collections to what is in them; any other object counts as itself. What a soft or weak reference leads to is a cache that may
 * vanish at any time, and is passed over.
 */
final class Fields {
  private static final int MOST = 20_000;
  private final OwnClasses own;
  private final Map<String, String> text = new LinkedHashMap<>();
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private Fields(OwnClasses own) {
    this.own = own;
  }

  /** Of the part itself. */
  static Map<String, String> of(Object part, OwnClasses own) {
    Fields fields = new Fields(own);
    fields.object("", part, part.getClass());
    return fields.text;
  }

  /** Static ones of all its classes. Initializes classes. */
  static Map<String, String> statics(OwnClasses own) {
    Fields fields = new Fields(own);
    for (Class<?> type : own.all()) {
      for (Field field : declared(type, true)) {
        fields.value(type.getName() + "." + field.getName(), read(field, null));
      }
    }
    return fields.text;
  }

  /** Fields a person wrote, static ones or the others; none where the class cannot be looked into. */
  static Field[] declared(Class<?> type, boolean isStatic) {
    try {
      Field[] all = type.getDeclaredFields();
      return java.util.Arrays.stream(all).filter(f -> !f.isSynthetic() && Modifier.isStatic(f.getModifiers()) == isStatic)
          .toArray(Field[]::new);
    } catch (LinkageError e) {
      return new Field[0];
    }
  }

  /** A field's value, or words that it cannot be read. */
  static Object read(Field field, Object of) {
    try {
      field.setAccessible(true);
      return field.get(of);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return "(cannot be read: " + e.getClass().getSimpleName() + ")";
    }
  }

  private void object(String path, Object object, Class<?> type) {
    for (Class<?> t = type; t != null && (t == type || own.contains(t)); t = t.getSuperclass()) {
      for (Field field : declared(t, false)) {
        value(path.isEmpty() ? field.getName() : path + "." + field.getName(), read(field, object));
      }
    }
  }

  private void value(String path, Object value) {
    if (text.size() >= MOST) {
      return;
    }
    if (value == null || value instanceof CharSequence || value instanceof Number || value instanceof Boolean
        || value instanceof Character || value instanceof Enum || value instanceof Class || value instanceof java.util.BitSet) {
      text.put(path, String.valueOf(value));
    } else if (value instanceof Tensor || value instanceof Tensors || value instanceof Values) {
      text.put(path, numbers(value));
    } else if (value.getClass().isArray() && value.getClass().getComponentType().isPrimitive()) {
      text.put(path, array(value));
    } else if (!seen.add(value)) {
      text.put(path, "as seen before");
    } else {
      inside(path, value);
    }
  }

  private void inside(String path, Object value) {
    if (value instanceof Object[] array) {
      text.put(path, array.length + " elements");
      for (int i = 0; i < array.length; i++) {
        value(path + "[" + i + "]", array[i]);
      }
    } else if (value instanceof Collection<?> all && ofTheJdk(value)) {
      int i = 0;
      text.put(path, all.size() + " elements");
      for (Object element : all.toArray()) {
        value(path + "[" + i++ + "]", element);
      }
    } else if (value instanceof Map<?, ?> map && ofTheJdk(value)) {
      int i = 0;
      text.put(path, map.size() + " entries");
      for (Object key : map.keySet().toArray()) {
        value(path + ".key" + i, key);
        value(path + ".value" + i++, map.get(key));
      }
    } else if (value instanceof Optional<?> o) {
      value(path, o.orElse(null));
    } else if (value instanceof AtomicReference<?> r) {
      value(path, r.get());
    } else if (value instanceof Reference<?> r) {
      text.put(path, r.getClass().getName()); // what may vanish at any time is a cache, and no memory
    } else if (own.contains(value.getClass())) {
      text.put(path, value.getClass().getName());
      object(path, value, value.getClass());
    } else if (ofTheJdk(value) && !Proxy.isProxyClass(value.getClass()) && value.getClass().getName().contains("Atomic")) {
      text.put(path, value.toString());
    } else {
      text.put(path, identity(value));
    }
  }

  private static boolean ofTheJdk(Object value) {
    return value.getClass().getName().startsWith("java.");
  }

  private static String identity(Object value) {
    return value == null ? "null" : value.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(value));
  }

  private static String numbers(Object value) {
    try {
      Values values = value instanceof Tensor t ? Values.of(Tensors.of("", t)) : value instanceof Tensors t ? Values.of(t) : (Values) value;
      return values + " " + values.sha256();
    } catch (RuntimeException e) {
      return "(a variable of " + identity(value) + ")";
    }
  }

  private static String array(Object array) {
    int length = Array.getLength(array);
    StringBuilder s = new StringBuilder("[");
    for (int i = 0; i < Math.min(length, 16); i++) {
      s.append(i == 0 ? "" : ", ").append(Array.get(array, i));
    }
    long hash = 0;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + Array.get(array, i).hashCode();
    }
    return s.append(length > 16 ? ", …]" : "]").append(" of ").append(length).append(", hash ").append(Long.toHexString(hash)).toString();
  }
}
