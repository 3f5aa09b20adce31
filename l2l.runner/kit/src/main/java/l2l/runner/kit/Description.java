package l2l.runner.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import l2l.runner.experiment.Kind;
import l2l.runner.experiment.PartType;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

/** How a bundle describes its parts to the container. */
record Description(BundleContext context, ServiceComponentRuntime components) {

  /** Subject of a finding about services that a part needs. */
  static final String REFERENCES = "references";

  /** Whether what the jar says of its parts reached the container. */
  List<Finding> findings(Bundle bundle, List<String> named, List<PartType> types) {
    List<Finding> findings = new ArrayList<>();
    List<String> lost = named.stream().filter(n -> types.stream().noneMatch(t -> t.name().equals(n))).toList();
    if (!lost.isEmpty()) {
      findings.add(Finding.broken("CONFIG", "", "parts", "it describes " + String.join(", ", lost)
          + ", but not so that the container takes it for a part",
          "implement an interface of l2l.api, and let bnd write OSGI-INF/*.xml from @Part and @Component"));
    } else if (types.isEmpty()) {
      findings.add(Finding.broken("CONFIG", "", "parts", "it has no component with a name of a part, so it offers nothing to experiments",
          "put @Part(name = \"…\") and @Component on the class"));
    } else {
      findings.add(Finding.kept("", "parts", types.stream().map(t -> t.kind().word() + " " + t.name()).collect(Collectors.joining(", "))));
    }
    for (ComponentDescriptionDTO d : components.getComponentDescriptionDTOs(bundle)) {
      if (d.properties.get("l2l.name") instanceof String name) {
        unprovided(d).ifPresent(r -> findings.add(Finding.broken("REFERENCE", name, REFERENCES,
            "its reference '" + r.name + "' needs a service " + r.interfaceName + (r.target == null ? "" : " with " + r.target) + ", which nothing here provides", "drop the bundle that provides it too")));
        if (!"require".equals(d.configurationPolicy)) {
          findings.add(Finding.broken("CONFIG", name, "policy", "its configuration policy is '" + d.configurationPolicy
              + "', so its service would come and go with other runs' settings",
              "write @Component(configurationPolicy = ConfigurationPolicy.REQUIRE)"));
        }
      }
    }
    return findings;
  }

  private Optional<ReferenceDTO> unprovided(ComponentDescriptionDTO d) {
    for (ReferenceDTO r : d.references) {
      if (r.cardinality.startsWith("1") && Kind.providing(r.interfaceName).isEmpty()) {
        try {
          if (context.getAllServiceReferences(r.interfaceName, r.target) == null) {
            return Optional.of(r);
          }
        } catch (InvalidSyntaxException e) {
          return Optional.of(r); // no service ever matches a filter that is none
        }
      }
    }
    return Optional.empty();
  }
}
