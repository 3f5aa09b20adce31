package l2l.api.contract;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;
import l2l.api.state.Schema;

/**
 * A part put before the laws, and what the laws cannot see by looking at it.
 *
 * @param second another instance of the same settings, for laws about a swap
 * @param schema its name and edition, for laws about what it adopts
 */
public record Specimen<T>(T part, Optional<T> second, Optional<Schema> schema) {

  /** The part alone. Of a record the second instance is made from the first one's components. */
  public static <T> Specimen<T> of(T part) {
    return new Specimen<>(part, copy(part), Optional.empty());
  }

  /** The same with a second instance made by the caller. */
  public Specimen<T> beside(T another) {
    return new Specimen<>(part, Optional.of(another), schema);
  }

  /** The same, known by this name and edition. */
  public Specimen<T> known(Schema as) {
    return new Specimen<>(part, second, Optional.of(as));
  }

  /** What the part is called in a message. */
  String name() {
    return schema.map(Schema::name).orElse(part.getClass().getName());
  }

  /** The second instance; excuses the law where there is none. */
  Optional<T> second(Witness w) {
    if (second.isEmpty()) {
      w.excuse("there is no second instance of " + name() + "; hand the laws one, or make the part a record");
    }
    return second;
  }

  private static <T> Optional<T> copy(T part) {
    if (!part.getClass().isRecord()) {
      return Optional.empty();
    }
    try {
      @SuppressWarnings("unchecked")
      Class<T> type = (Class<T>) part.getClass();
      RecordComponent[] components = type.getRecordComponents();
      Object[] settings = new Object[components.length];
      for (int i = 0; i < settings.length; i++) {
        var accessor = components[i].getAccessor();
        accessor.setAccessible(true);
        settings[i] = accessor.invoke(part);
      }
      Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<T> canonical = type.getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return Optional.of(canonical.newInstance(settings));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
