package l2l.api.contract;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether static fields can serve as memory. Broken: one that is not final; a final one that holds, or leads through final fields of the
 * part's own objects to, a collection or map that can be changed, anything of java.util.concurrent, a ThreadLocal, a Random, a
 * StringBuilder, a thread, a reference, or a field of an own object that is not final. Arrays count by what is in them before and after
 * use, since a table of constants is one. Synthetic fields and objects of other bundles, such as loggers, are passed over.
 */
record Statics(OwnClasses own, Set<Object> seen) {
  private static final List<String> CONSTANT = List.of("java.util.ImmutableCollections", "java.util.Collections$Unmodifiable",
      "java.util.Collections$Empty", "java.util.Collections$Singleton", "java.util.concurrent.TimeUnit");
  private static final List<String> CHANGING = List.of("java.util.concurrent.", "java.lang.Thread", "java.lang.Inheritable",
      "java.util.Random", "java.util.SplittableRandom", "java.security.SecureRandom", "java.lang.StringBuilder", "java.lang.StringBuffer",
      "java.lang.ref.", "java.util.BitSet", "java.util.Timer", "java.util.StringJoiner", "java.nio.");

  Statics(OwnClasses own) {
    this(own, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  void look(Witness w) {
    for (Class<?> type : own.all()) {
      for (Field field : Fields.declared(type, true)) {
        String name = "the static field " + type.getName() + "." + field.getName();
        boolean isFinal = Modifier.isFinal(field.getModifiers());
        w.sees(isFinal, () -> name + " is not final");
        if (isFinal && !field.getType().isPrimitive()) {
          value(w, name, Fields.read(field, null));
        }
      }
    }
  }

  private void value(Witness w, String name, Object value) {
    if (value == null || !seen.add(value)) {
      return;
    }
    Class<?> type = value.getClass();
    if (value instanceof Object[] array) {
      for (Object element : array) {
        value(w, "an element of " + name, element);
      }
    } else if (own.contains(type)) {
      object(w, name, value);
    } else if (type.getName().startsWith("java.")) {
      boolean holds = value instanceof Collection || value instanceof Map;
      boolean changes = holds ? CONSTANT.stream().noneMatch(type.getName()::startsWith)
          : CONSTANT.stream().noneMatch(type.getName()::startsWith) && CHANGING.stream().anyMatch(type.getName()::startsWith);
      w.sees(!changes, () -> name + " holds a " + type.getName() + ", which can be changed");
      if (value instanceof Collection<?> elements) {
        elements.forEach(element -> value(w, "an element of " + name, element));
      }
    }
  }

  private void object(Witness w, String name, Object value) {
    for (Class<?> t = value.getClass(); t != null && own.contains(t); t = t.getSuperclass()) {
      for (Field field : Fields.declared(t, false)) {
        String path = name + "." + field.getName();
        boolean isFinal = Modifier.isFinal(field.getModifiers());
        w.sees(isFinal, () -> path + " is not final");
        if (isFinal && !field.getType().isPrimitive()) {
          value(w, path, Fields.read(field, value));
        }
      }
    }
  }
}
