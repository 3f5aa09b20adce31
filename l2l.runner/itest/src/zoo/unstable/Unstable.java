// fails: CONTRACT givesTheSameEachTime
// words: the arrays read again
// also: aFreshInstanceGivesTheSame
package zoo.unstable;

import l2l.api.Part;
import l2l.api.data.ArraySource;
import l2l.api.state.Values;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Reads other arrays each time. */
@Part(name = "zoo.unstable")
@Designate(ocd = Unstable.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Unstable(int n) implements ArraySource {
  @Activate
  public Unstable(Config config) {
    this(config.n());
  }

  @Override
  public Values read() {
    double[] values = new double[n];
    values[0] = Math.random();
    return Values.none().with("w", values, n);
  }

  @ObjectClassDefinition(name = "zoo.unstable", description = "Part of the zoo: it is broken on purpose")
  public @interface Config {
    @AttributeDefinition(description = "numbers of the array, a count", min = "1")
    int n() default 10;
  }
}
