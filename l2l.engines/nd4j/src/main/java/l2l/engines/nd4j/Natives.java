package l2l.engines.nd4j;

/** Where the native libraries are unpacked: some 400 MB, once per directory, found again by every later start. */
public final class Natives {

  /** The framework or system property that names the directory. */
  public static final String DIRECTORY = "l2l.natives";

  private static final String JAVACPP_DIRECTORY = "org.bytedeco.javacpp.cachedir";

  private Natives() {}

  /** Has JavaCPP unpack into the directory, unless its own property {@code org.bytedeco.javacpp.cachedir} names one already. */
  public static void unpackInto(String directory) {
    if (directory != null && System.getProperty(JAVACPP_DIRECTORY) == null) {
      System.setProperty(JAVACPP_DIRECTORY, directory);
    }
  }
}
