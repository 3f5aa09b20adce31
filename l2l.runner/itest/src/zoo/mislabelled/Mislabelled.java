// fails: CONTRACT examplesAreWhatTheySay
// words: labels outside
package zoo.mislabelled;

import java.util.stream.IntStream;
import l2l.api.Part;
import l2l.api.Split;
import l2l.api.data.DataSet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Its labels are not of its classes. */
@Part(name = "zoo.mislabelled")
@Designate(ocd = Mislabelled.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Mislabelled(int n) implements DataSet {
  @Activate
  public Mislabelled(Config config) {
    this(config.n());
  }

  @Override
  public Examples examples(Split split) {
    return new Examples(new int[] {2}, 2, new float[2 * n], IntStream.range(0, n).toArray());
  }

  @ObjectClassDefinition(name = "zoo.mislabelled", description = "Part of the zoo: it is broken on purpose")
  public @interface Config {
    @AttributeDefinition(description = "examples of a split, a count", min = "3")
    int n() default 10;
  }
}
