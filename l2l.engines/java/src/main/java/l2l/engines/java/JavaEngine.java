package l2l.engines.java;

import l2l.api.Part;
import l2l.api.tensor.Engine;
import l2l.engines.tape.DoubleLoops;
import l2l.engines.tape.TapeEngine;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The reference engine: double precision, plain Java, no native code. Slow and readable; the others are compared with it. */
@Part(name = "java")
@Designate(ocd = JavaEngine.Config.class, factory = true)
@Component(service = Engine.class, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class JavaEngine extends TapeEngine {

  /** It has no settings. */
  @ObjectClassDefinition(name = "java", description = "Reference engine: double precision, plain Java loops, one thread")
  public @interface Config {}

  public JavaEngine() {
    super(new DoubleLoops());
  }
}
