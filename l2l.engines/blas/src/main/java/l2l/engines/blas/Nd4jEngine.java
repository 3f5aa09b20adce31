package l2l.engines.blas;

import java.util.Locale;
import l2l.api.Part;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.engines.tape.TapeEngine;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * The production engine: plain Java loops for what is elementwise or small, the OpenBLAS of ND4J for the matrix products that are not.
 *
 * <p>OpenBLAS is loaded when a product first wants it; where it does not load, plain Java serves, and the log and {@link #facts} say so.
 * The same bits come out whatever the number of threads.
 */
@Part(name = "nd4j")
@Designate(ocd = Nd4jEngine.Config.class, factory = true)
@Component(service = Engine.class, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Nd4jEngine extends TapeEngine implements AutoCloseable {
  private final Workers workers;

  /** Its settings. */
  @ObjectClassDefinition(name = "nd4j", description = "Engine on ND4J: float or double, matrix products by OpenBLAS, several threads")
  public @interface Config {

    @AttributeDefinition(
        description = "Kind of number: float (32 bits; tanh and sigmoid within 3e-7) or double (64 bits, about half as fast)",
        options = {@Option(label = "float", value = "float"), @Option(label = "double", value = "double")})
    String precision() default "float";

    @AttributeDefinition(description = "Threads, the caller's included; 0: one per processor. Results do not depend on it", min = "0",
        max = "1024")
    int threads() default 0;
  }

  /** As configured. */
  @Activate
  public Nd4jEngine(Config config) {
    this(Precision.valueOf(config.precision().toUpperCase(Locale.ROOT)), config.threads());
  }

  /** @param threads the caller's included; 0: one per processor */
  public Nd4jEngine(Precision precision, int threads) {
    this(precision, threads, true);
  }

  /** @param natives false: as on a platform without OpenBLAS */
  Nd4jEngine(Precision precision, int threads, boolean natives) {
    this(precision, new Workers(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads), new OpenBlas(natives));
  }

  private Nd4jEngine(Precision precision, Workers workers, OpenBlas blas) {
    super(precision == Precision.FLOAT ? new Floats(workers, blas) : new Doubles(workers, blas));
    this.workers = workers;
  }

  /** Ends the engine's threads; its tensors stay usable. */
  @Deactivate
  @Override
  public void close() {
    workers.close();
  }
}
