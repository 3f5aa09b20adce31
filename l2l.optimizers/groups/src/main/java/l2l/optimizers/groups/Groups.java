package l2l.optimizers.groups;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Part;
import l2l.api.Setting;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.CollectionType;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Several optimizers, each for the tensors whose names fit its pattern: one for convolutions, say, and another for the rest.
 *
 * <p>x'_j = x_j + u_k(grad f(x), state_k)_j, k the first group whose pattern fits the name j. Theta and state are the groups' own, each
 * name behind the pattern and a slash: "rest/rate". A group no tensor falls to is idle: its theta stays as it is. Andrychowicz et al.
 * 2016, section 3.3.
 *
 * @param groups in the order in which they are tried
 */
@Part(name = "groups", paper = "Andrychowicz et al. 2016, section 3.3")
@Designate(ocd = Groups.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Groups(List<Group> groups) implements Optimizer {

  /**
   * An optimizer and the tensors it is for.
   *
   * @param pattern of names: * stands for any characters, ? for one; or "rest", for whatever fits no other
   */
  public record Group(String pattern, Optimizer optimizer) {

    private static final String REST = "rest";

    boolean isRest() {
      return pattern.equals(REST);
    }

    boolean fits(String name) {
      return fits(pattern, name);
    }

    private static boolean fits(String pattern, String name) {
      if (pattern.isEmpty() || name.isEmpty()) {
        return pattern.replace("*", "").isEmpty() && name.isEmpty();
      }
      char c = pattern.charAt(0);
      return c == '*' ? fits(pattern.substring(1), name) || fits(pattern, name.substring(1))
          : (c == '?' || c == name.charAt(0)) && fits(pattern.substring(1), name.substring(1));
    }

    String prefix() {
      return pattern + "/";
    }
  }

  /**
   * @param children each with its pattern as l2l.key and its place in the settings as l2l.index
   * @param config empty; with as many parameters as the record has components, DS might take that other constructor, whose list looks alike
   */
  @Activate
  public Groups(
      @Reference(name = "children", service = Optimizer.class, cardinality = ReferenceCardinality.AT_LEAST_ONE,
          policyOption = ReferencePolicyOption.GREEDY, collectionType = CollectionType.TUPLE)
      Collection<Map.Entry<Map<String, Object>, Optimizer>> children,
      Config config) {
    this(children.stream()
        .sorted(Comparator.comparing(child -> (Integer) child.getKey().get("l2l.index")))
        .map(child -> new Group((String) child.getKey().get("l2l.key"), child.getValue())).toList());
  }

  /** Which tensors fall to each group. */
  private Map<Group, Set<String>> shares(Set<String> names) {
    Map<Group, Set<String>> shares = new LinkedHashMap<>();
    groups.forEach(g -> shares.put(g, new HashSet<>()));
    for (String name : names) {
      Group owner = groups.stream().filter(g -> !g.isRest() && g.fits(name)).findFirst()
          .or(() -> groups.stream().filter(Group::isRest).findFirst())
          .orElseThrow(() -> new IllegalArgumentException("groups: tensor '" + name + "' fits none of the patterns "
              + groups.stream().map(Group::pattern).toList() + "; add one, or a group 'rest'"));
      shares.get(owner).add(name);
    }
    return shares;
  }

  private static Setting setting(Setting whole, Group group, Set<String> own) {
    return whole.with(whole.seed().child(group.pattern()), whole.x().filter(own::contains));
  }

  @Override
  public Tensors theta(Setting setting) {
    Tensors theta = Tensors.none();
    for (var share : shares(setting.x().names()).entrySet()) {
      Group group = share.getKey();
      theta = theta.and(group.optimizer().theta(setting(setting, group, share.getValue())).prefixed(group.prefix()));
    }
    return theta;
  }

  @Override
  public Tensors state(Tensors theta, Setting setting) {
    Tensors state = Tensors.none();
    for (var share : shares(setting.x().names()).entrySet()) {
      Group group = share.getKey();
      if (!share.getValue().isEmpty()) {
        Setting own = setting(setting, group, share.getValue());
        state = state.and(group.optimizer().state(theta.under(group.prefix()), own).prefixed(group.prefix()));
      }
    }
    return state;
  }

  @Override
  public Step step(Tensors theta, Tensors state, Observation seen) {
    Tensors changes = Tensors.none(), next = Tensors.none();
    for (var share : shares(seen.x().names()).entrySet()) {
      Group group = share.getKey();
      Set<String> own = share.getValue();
      if (!own.isEmpty()) {
        Observation part = seen.with(
            seen.seed().child(group.pattern()), seen.x().filter(own::contains), seen.gradient().filter(own::contains));
        Step step = group.optimizer().step(theta.under(group.prefix()), state.under(group.prefix()), part);
        changes = changes.and(step.change());
        next = next.and(step.state().prefixed(group.prefix()));
      }
    }
    Map<String, Tensor> inOrder = new LinkedHashMap<>();
    for (String name : seen.x().names()) {
      inOrder.put(name, changes.get(name));
    }
    return new Step(Tensors.of(inOrder), next);
  }

  @ObjectClassDefinition(
      name = "groups",
      description = "Several optimizers: its keys are patterns of tensor names, * for any characters, or rest; their values are optimizers")
  public @interface Config {}
}
