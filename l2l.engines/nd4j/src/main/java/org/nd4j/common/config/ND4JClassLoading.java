package org.nd4j.common.config;

import java.util.ServiceLoader;
import l2l.engines.nd4j.Natives;

/**
 * Takes the place of ND4J's class of this name: ND4J's classes, backends and services are always found by the loader that holds ND4J.
 *
 * <p>The original remembers the context class loader of whichever thread comes first. In a container that is anybody's, and where it does
 * not see ND4J's backend, {@code Nd4j} stays unusable until the JVM ends.
 */
public final class ND4JClassLoading {

  static {
    Natives.unpackInto(System.getProperty(Natives.DIRECTORY));
  }

  private ND4JClassLoading() {}

  /** The loader that holds ND4J. */
  public static ClassLoader getNd4jClassloader() {
    return ND4JClassLoading.class.getClassLoader();
  }

  /** Does nothing: the loader is not to be chosen. */
  public static void setNd4jClassloaderFromClass(Class<?> neighbour) {
    // see the class comment
  }

  /** Does nothing: the loader is not to be chosen. */
  public static void setNd4jClassloader(ClassLoader loader) {
    // see the class comment
  }

  /** Whether ND4J's loader finds a class of this name. */
  public static boolean classPresentOnClasspath(String name) {
    return classPresentOnClasspath(name, getNd4jClassloader());
  }

  /** Whether the loader finds a class of this name; it is not initialised. */
  public static boolean classPresentOnClasspath(String name, ClassLoader loader) {
    return loadClassByName(name, false, loader) != null;
  }

  /** The class of this name, initialised, or null. */
  public static <T> Class<T> loadClassByName(String name) {
    return loadClassByName(name, true, getNd4jClassloader());
  }

  /** The class of this name as the loader finds it, or null. */
  @SuppressWarnings("unchecked") // the caller says what it expects, as with the original
  public static <T> Class<T> loadClassByName(String name, boolean initialize, ClassLoader loader) {
    try {
      return (Class<T>) Class.forName(name, initialize, loader);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  /** The services of this type that ND4J's own jars declare. */
  public static <S> ServiceLoader<S> loadService(Class<S> type) {
    return loadService(type, getNd4jClassloader());
  }

  /** The services of this type that the loader finds. */
  public static <S> ServiceLoader<S> loadService(Class<S> type, ClassLoader loader) {
    return ServiceLoader.load(type, loader);
  }
}
