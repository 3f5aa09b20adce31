package l2l.api.contract;

import java.util.ArrayList;
import java.util.List;
import l2l.api.tensor.Engine;

/**
 * What every engine must do. In double every derivative is compared with central differences; in float derivatives are compared with
 * one another, and with a double engine's by {@link #agreement}.
 */
public final class EngineLaws {

  private EngineLaws() {}

  public static List<Law> of(Engine engine) {
    List<Law> laws = new ArrayList<>();
    new OperationLaws(engine).all().forEach(law -> laws.add(law.name().startsWith("valueOf ") ? law.quickly() : law));
    new MakingLaws(engine).all().forEach(law -> laws.add(law.quickly()));
    new NestingLaws(engine).all().forEach(law -> laws.add(law.quickly()));
    laws.addAll(new TapeLaws(engine).all());
    new NumberLaws(engine).all().forEach(law -> laws.add(law.quickly()));
    laws.addAll(new RefusalLaws(engine).all());
    laws.addAll(new KernelLaws(engine).all());
    laws.addAll(new FusionLaws(engine).all());
    laws.addAll(new GraphLaws(engine).all());
    return laws;
  }

  /**
   * Two engines agree on every operation: values to 1e-12 (double) or 1e-5 (float) of the largest number, derivatives of float to 1e-4.
   *
   * @param reference computes in double
   */
  public static List<Law> agreement(Engine engine, Engine reference) {
    List<Law> laws = new ArrayList<>(OperationLaws.agreement(engine, reference));
    laws.addAll(LargeLaws.of(engine, reference));
    return laws;
  }
}
