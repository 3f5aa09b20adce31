package l2l.runner.experiment;

import java.util.Arrays;
import java.util.Optional;
import l2l.api.MetaGradient;
import l2l.api.MetaObjective;
import l2l.api.OptimizeeFamily;
import l2l.api.Optimizer;
import l2l.api.data.ArraySource;
import l2l.api.data.DataSet;
import l2l.api.tensor.Engine;

/** What a part is for: the service it provides. */
public enum Kind {
  /** Arithmetic. */
  ENGINE("engine", Engine.class),
  /** What is minimised. */
  OPTIMIZEE("optimizee", OptimizeeFamily.class),
  /** What minimises it. */
  OPTIMIZER("optimizer", Optimizer.class),
  /** How good that was. */
  OBJECTIVE("objective", MetaObjective.class),
  /** How to improve it. */
  ESTIMATOR("estimator", MetaGradient.class),
  /** Labelled examples. */
  DATA("data", DataSet.class),
  /** Given arrays. */
  ARRAYS("arrays", ArraySource.class);

  private final String word;
  private final Class<?> service;

  Kind(String word, Class<?> service) {
    this.word = word;
    this.service = service;
  }

  /** As a user says it: "optimizer". */
  public String word() {
    return word;
  }

  /** The interface it provides. */
  public Class<?> service() {
    return service;
  }

  /** The kind that provides this interface, if any does. */
  public static Optional<Kind> providing(String interfaceName) {
    return Arrays.stream(values()).filter(k -> k.service.getName().equals(interfaceName)).findFirst();
  }

  /** The word with its article: "an engine". */
  String some() {
    return switch (this) {
      case DATA -> "a data set";
      case ARRAYS -> "a source of arrays";
      default -> "an " + word;
    };
  }
}
