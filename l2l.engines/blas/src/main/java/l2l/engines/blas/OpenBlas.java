package l2l.engines.blas;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OpenBLAS that ND4J ships, loaded when the first product large enough asks for it. Its own threads are set to one: it gives other
 * bits for two.
 */
final class OpenBlas {

  private static final Logger LOG = LoggerFactory.getLogger(OpenBlas.class);

  /** The kernel tables OpenBLAS may choose from, by the names it gives them. */
  private static final List<String> CORES = List.of("COOPERLAKE", "SKYLAKEX", "ZEN", "HASWELL", "EXCAVATOR", "STEAMROLLER", "PILEDRIVER",
      "BULLDOZER", "SANDYBRIDGE", "NEHALEM", "BARCELONA", "CORE2", "PRESCOTT", "ATOM", "NANO", "PENRYN", "DUNNINGTON", "BOBCAT",
      "NEOVERSEN1", "THUNDERX3T110", "THUNDERX2T99", "THUNDERX", "TSV110", "EMAG8180", "FALKOR", "CORTEXA73", "CORTEXA72", "CORTEXA57",
      "CORTEXA53", "ARMV8", "POWER10", "POWER9", "POWER8", "POWER6", "Z14", "Z13");

  /** Those with kernels for small products, and how many multiplications a product may have to be one of them. */
  private static final List<String> WITH_SMALL = List.of("COOPERLAKE", "SKYLAKEX");
  private static final long SMALL = 1_000_000;

  private enum State { NOT_NEEDED, LOADED, MISSING }

  private volatile State state;
  private volatile long asTheyLie;
  private String kernel = "";

  /** @param wanted false: never load it */
  OpenBlas(boolean wanted) {
    state = wanted ? State.NOT_NEEDED : State.MISSING;
    kernel = wanted ? "not needed so far" : "plain Java (OpenBLAS switched off)";
  }

  /** Whether it is there; loads it if nobody has asked before. */
  boolean ready() {
    return state == State.LOADED || state == State.NOT_NEEDED && load();
  }

  private synchronized boolean load() {
    if (state != State.NOT_NEEDED) {
      return state == State.LOADED;
    }
    try {
      Loader.load(openblas_nolapack.class);
      oneThread();
      String core = core();
      kernel = "OpenBLAS " + version() + " " + core;
      asTheyLie = WITH_SMALL.contains(core) ? SMALL : 0;
      LOG.info("matrix products: {}", kernel);
      state = State.LOADED;
      return true;
    } catch (LinkageError | RuntimeException e) {
      kernel = "plain Java (OpenBLAS does not load: " + e + ")";
      LOG.warn("matrix products are done in plain Java, several times slower: OpenBLAS does not load here ({}); use a build for this "
          + "platform", e.toString());
      state = State.MISSING;
      return false;
    }
  }

  /** Multiplications up to which a product's operands are multiplied as they lie, and not copied first; 0 if they never are. */
  long asTheyLie() {
    return asTheyLie;
  }

  /** Whether a result is better cleared by us and added to: its own way of clearing makes a product of few columns a third slower. */
  boolean clearsSlowly() {
    return asTheyLie == 0;
  }

  /** ND4J, once somebody makes one of its arrays, sets as many threads as there are processors: sets one again. */
  static void oneThread() {
    if (openblas_nolapack.blas_get_num_threads() != 1) {
      openblas_nolapack.blas_set_num_threads(1);
    }
  }

  /** In words: the version and kernel, or why there is none. */
  synchronized String kernel() {
    return kernel;
  }

  /** "OpenBLAS 0.3.19 " without its name. */
  private static String version() {
    return openblas_nolapack.OPENBLAS_VERSION.replace("OpenBLAS", "").trim();
  }

  /** The name of the kernel table in use: what OpenBLAS calls its core name, whose function it does not export. */
  private static String core() {
    Pointer chosen = Loader.addressof("gotoblas");
    if (chosen != null && !chosen.isNull()) {
      long table = new LongPointer(chosen).get();
      for (String core : CORES) {
        Pointer p = Loader.addressof("gotoblas_" + core);
        if (p != null && p.address() == table) {
          return core;
        }
      }
    }
    return openblas_nolapack.OPENBLAS_CHAR_CORENAME;
  }

  /** ND4J's version, read from its jar; nothing is loaded for it. */
  static String nd4j() {
    try (InputStream in = INDArray.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-api/pom.properties")) {
      Properties p = new Properties();
      if (in != null) {
        p.load(in);
      }
      return p.getProperty("version", "unknown");
    } catch (IOException | LinkageError e) {
      return "none (" + e + ")";
    }
  }
}
