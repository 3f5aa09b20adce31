// fails: CONTRACT givesTheSameEachTime
// words: are others than at first
// also: aFreshInstanceGivesTheSame
package zoo.forgetful;

import l2l.api.Part;
import l2l.api.Split;
import l2l.api.data.DataSet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Makes other examples each time it is asked. */
@Part(name = "zoo.forgetful")
@Designate(ocd = Forgetful.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Forgetful(int n) implements DataSet {
  @Activate
  public Forgetful(Config config) {
    this(config.n());
  }

  @Override
  public Examples examples(Split split) {
    float[] values = new float[2 * n];
    values[0] = (float) Math.random();
    return new Examples(new int[] {2}, 2, values, new int[n]);
  }

  @ObjectClassDefinition(name = "zoo.forgetful", description = "Part of the zoo: it is broken on purpose")
  public @interface Config {
    @AttributeDefinition(description = "examples of a split, a count", min = "1")
    int n() default 10;
  }
}
