package l2l.api.contract;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The classes a part is made of: its own, and every one its class files name, as far as they lie in its package or below and come from
 * the same loader. Classes are looked up without being initialized. Classes around the part's own are not followed.
 */
final class OwnClasses {
  private static final int UTF8 = 1, CLASS = 7, LONG = 5, DOUBLE = 6;
  private final Class<?> root;
  private final Set<Class<?>> found = new LinkedHashSet<>();

  OwnClasses(Object part) {
    this(part.getClass());
  }

  private OwnClasses(Class<?> type) {
    root = type.isHidden() ? type.getNestHost() : type;
    var queue = new ArrayDeque<Class<?>>(List.of(root));
    while (!queue.isEmpty()) {
      Class<?> next = queue.remove();
      if (found.add(next)) {
        named(next).stream().filter(this::isOwn).map(this::load).filter(c -> c != null).forEach(queue::add);
      }
    }
  }

  /** What a class and all that it names are made of. */
  static OwnClasses of(Class<?> type) {
    return new OwnClasses(type);
  }

  Set<Class<?>> all() {
    return found;
  }

  /** Whether a class is the part's own, or made of its own, such as a lambda. */
  boolean contains(Class<?> type) {
    return type.getClassLoader() == root.getClassLoader() && !type.isArray() && isOwn(type.getName());
  }

  String packageName() {
    return root.getPackageName();
  }

  private boolean isOwn(String name) {
    String around = root.getName();
    return name.startsWith(packageName() + ".") && !around.startsWith(name + "$");
  }

  private Class<?> load(String name) {
    try {
      Class<?> type = Class.forName(name, false, root.getClassLoader());
      return type.getClassLoader() == root.getClassLoader() ? type : null;
    } catch (ClassNotFoundException | LinkageError e) {
      return null; // it is named, but cannot be used, so it holds nothing
    }
  }

  /** Binary names of all classes in the constant pool of a class file; none where the file cannot be read. */
  private static List<String> named(Class<?> type) {
    List<String> names = new ArrayList<>();
    String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
    try (InputStream in = type.getResourceAsStream(file)) {
      if (in == null) {
        return names;
      }
      var data = new DataInputStream(in);
      data.skipNBytes(8);
      int count = data.readUnsignedShort();
      String[] text = new String[count];
      int[] classes = new int[count];
      for (int i = 1; i < count; i++) {
        int tag = data.readUnsignedByte();
        switch (tag) {
          case UTF8 -> text[i] = data.readUTF();
          case CLASS -> classes[i] = data.readUnsignedShort();
          case LONG, DOUBLE -> {
            data.skipNBytes(8);
            i++;
          }
          case 3, 4, 9, 10, 11, 12, 17, 18 -> data.skipNBytes(4);
          case 8, 16, 19, 20 -> data.skipNBytes(2);
          case 15 -> data.skipNBytes(3);
          default -> throw new IOException("constant " + i + " of " + file + " has the unknown tag " + tag);
        }
      }
      for (int index : classes) {
        if (index > 0 && !text[index].startsWith("[")) {
          names.add(text[index].replace('/', '.'));
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return names;
  }
}
