package l2l.optimizers.groups;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Setting;
import l2l.api.contract.Landscape;
import l2l.api.contract.Training;
import l2l.api.contract.junit.OptimizerContract;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import l2l.optimizers.adam.Adam;
import l2l.optimizers.groups.Groups.Group;
import l2l.optimizers.lstm.Lstm;
import l2l.optimizers.lstm.Preprocessing;
import l2l.optimizers.sgd.Sgd;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GroupsTest {
  private static final Optimizer LSTM = new Lstm(1, 3, Preprocessing.of("none", 10), 0.1, 0);
  private static final Optimizer ADAM = new Adam(0.05, 0.6, 0.7, 0.1);
  private final Engine engine = new JavaEngine();

  private static Groups weightsByLstm(Optimizer rest) {
    return new Groups(List.of(new Group("layers.?.weight", LSTM), new Group("rest", rest)));
  }

  @Nested
  class OfALearnedAndAHandMadeRule extends OptimizerContract {
    @Override
    protected Optimizer part() {
      return weightsByLstm(ADAM);
    }

    @Override
    protected Engine engine() {
      return new JavaEngine();
    }
  }

  @Nested
  class OfGroupsWithinGroups extends OptimizerContract {
    @Override
    protected Optimizer part() {
      return new Groups(List.of(new Group("*.bias", new Sgd(0.05)), new Group("rest", weightsByLstm(ADAM))));
    }

    @Override
    protected Engine engine() {
      return new JavaEngine();
    }
  }

  private Training training(Optimizer optimizer) {
    return new Training(engine, optimizer, Landscape.network(engine), new Seed(3), 5);
  }

  @Test
  void eachTensorMovesAsItsOwnOptimizerMovesIt() {
    Training training = training(weightsByLstm(new Sgd(0.1)));
    Tensors theta = training.theta();
    assertEquals("{layers.?.weight/cell.0.input[12, 1], layers.?.weight/cell.0.recurrent[12, 3], layers.?.weight/cell.0.bias[12, 1], "
        + "layers.?.weight/output.weight[1, 3], layers.?.weight/output.bias[1, 1], rest/rate[]}", theta.toString());
    Training.Path path = training.run(theta);
    Tensors state = Tensors.of("cell.0.h", engine.zeros(3, 10)).with("cell.0.c", engine.zeros(3, 10));
    for (int t = 0; t < 5; t++) {
      Tensors x = path.points().get(t);
      Observation seen = training.observation(x, t);
      Tensors weights = seen.gradient().filter(name -> name.endsWith("weight"));
      Optimizer.Step lstm = LSTM.step(theta.under("layers.?.weight/"), state, seen.with(seen.seed(), weights, weights));
      state = lstm.state();
      for (String name : x.names()) {
        Tensor change = name.endsWith("weight") ? lstm.change().get(name) : seen.gradient().get(name).times(-0.1);
        assertArrayEquals(x.get(name).plus(change).values(), path.points().get(t + 1).get(name).values(), 1e-15, name);
      }
    }
    assertEquals(Set.of("layers.?.weight/cell.0.h", "layers.?.weight/cell.0.c"), path.state().names());
  }

  @Test
  void theFirstPatternThatFitsWins() {
    Groups groups = new Groups(List.of(new Group("layers.0.*", new Sgd(1)), new Group("*", new Sgd(2)), new Group("rest", new Sgd(3))));
    Training training = training(groups);
    Observation seen = training.observation(training.start(), 0);
    Tensors change = groups.step(training.theta(), Tensors.none(), seen).change();
    Tensors ratio = change.zip(seen.gradient(), Tensor::over);
    ratio.names().forEach(name -> assertEquals(name.startsWith("layers.0") ? -1 : -2, ratio.get(name).mean().scalar(), 1e-12, name));
    assertEquals(4, ratio.names().size());
  }

  @Test
  void patternsFitAsGlobsDo() {
    assertTrue(new Group("conv.*", LSTM).fits("conv.0.filter") && new Group("*", LSTM).fits("x") && new Group("x*", LSTM).fits("x"));
    assertTrue(new Group("layers.?.*t", LSTM).fits("layers.1.weight") && new Group("a*b*c", LSTM).fits("abbc"));
    assertFalse(new Group("conv.*", LSTM).fits("convolution") || new Group("conv.?", LSTM).fits("conv.10"));
    assertFalse(new Group("x", LSTM).fits("xx"));
    assertFalse(new Group("conv.", LSTM).fits("conv") || new Group("", LSTM).fits("x") || new Group("?", LSTM).fits(""));
  }

  @Test
  void aTensorNobodyWantsIsNamed() {
    Training training = training(new Groups(List.of(new Group("layers.0.*", LSTM), new Group("*.weight", ADAM))));
    assertEquals("groups: tensor 'layers.1.bias' fits none of the patterns [layers.0.*, *.weight]; add one, or a group 'rest'",
        assertThrows(IllegalArgumentException.class, training::theta).getMessage());
  }

  @Test
  void anIdleGroupKeepsItsTheta() {
    Training training = new Training(engine, weightsByLstm(ADAM), Landscape.number(engine), new Seed(3), 5);
    Tensors theta = training.theta();
    assertEquals(LSTM.theta(training.setting()).size() + 4, theta.size());
    Tensors gradient = engine.gradient(t -> training.run(t).sum(), theta).gradient();
    assertEquals(0, gradient.under("layers.?.weight/").flat().abs().sum().scalar());
    assertTrue(gradient.get("rest/rate").scalar() != 0);
  }

  /** An optimizer that asks for f elsewhere: half a step ahead in its own tensors. */
  private record LookAhead(List<Tensors> asked) implements Optimizer {
    @Override
    public Tensors theta(Setting setting) {
      return Tensors.none();
    }

    @Override
    public Tensors state(Tensors theta, Setting setting) {
      return Tensors.none();
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      Tensors ahead = seen.x().plus(seen.gradient().times(-0.5));
      asked.add(seen.gradientAt(ahead));
      asked.add(Tensors.of("loss", seen.lossAt(ahead)));
      return new Step(asked.get(0).times(-0.1), state);
    }
  }

  @Test
  void lossAndGradientElsewhereMeanWithTheOtherTensorsWhereTheyAre() {
    LookAhead lookAhead = new LookAhead(new ArrayList<>());
    Training training = training(new Groups(List.of(new Group("*.bias", lookAhead), new Group("rest", new Sgd(0.1)))));
    Observation seen = training.observation(training.start(), 0);
    training.optimizer().step(training.theta(), Tensors.none(), seen);
    Tensors ahead = seen.x().plus(seen.gradient().times(-0.5)).filter(n -> n.endsWith("bias"));
    Tensors moved = seen.x().and(ahead);
    Tensors wanted = seen.gradientAt(moved).filter(n -> n.endsWith("bias"));
    assertEquals(wanted.names(), lookAhead.asked.get(0).names());
    assertArrayEquals(wanted.flat().values(), lookAhead.asked.get(0).flat().values());
    assertEquals(seen.lossAt(moved).scalar(), lookAhead.asked.get(1).get("loss").scalar());
  }

  @Test
  void childrenComeInTheOrderOfTheSettings() {
    Groups groups = new Groups(Set.of(Map.entry(Map.of("l2l.key", "rest", "l2l.index", 1), ADAM),
        Map.entry(Map.of("l2l.key", "conv.*", "l2l.index", 0), LSTM)), null);
    assertEquals(List.of(new Group("conv.*", LSTM), new Group("rest", ADAM)), groups.groups());
  }

  @Test
  void declarativeServicesCannotConfuseTheConstructors() {
    List<Integer> parameters = Stream.of(Groups.class.getConstructors()).map(c -> c.getParameterCount()).sorted().toList();
    assertEquals(List.of(1, 2), parameters);
  }
}
