// fails: CONTRACT aFreshInstanceGivesTheSame
// words: are others than at first
// quick: no
package zoo.moody;

import l2l.api.Part;
import l2l.api.Split;
import l2l.api.data.DataSet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Every instance makes other examples. */
@Part(name = "zoo.moody")
@Designate(ocd = Moody.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Moody implements DataSet {
  private final int n;

  @Activate
  public Moody(Config config) {
    n = config.n();
  }

  @Override
  public Examples examples(Split split) {
    float[] values = new float[2 * n];
    values[0] = System.identityHashCode(this) % 100_003 / 100_003f;
    return new Examples(new int[] {2}, 2, values, new int[n]);
  }

  @ObjectClassDefinition(name = "zoo.moody", description = "Part of the zoo: it is broken on purpose")
  public @interface Config {
    @AttributeDefinition(description = "examples of a split, a count", min = "1")
    int n() default 10;
  }
}
