package l2l.api.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import l2l.api.Batch;
import l2l.api.Episode;
import l2l.api.MetaGradient;
import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Order;
import l2l.api.Split;
import l2l.api.Trajectory;
import l2l.api.contract.HeavyBallTest.HeavyBall;
import l2l.api.contract.junit.LawTests;
import l2l.api.later.Armijo;
import l2l.api.later.Hierarchical;
import l2l.api.later.Learning;
import l2l.api.later.PerExample;
import l2l.api.later.PersistentEvolution;
import l2l.api.later.Private;
import l2l.api.later.Scheduled;
import l2l.api.later.Server;
import l2l.api.later.SharedMemory;
import l2l.api.later.Tower;
import l2l.api.later.TwoGroups;
import l2l.api.later.Work;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the API is to carry later runs, and obeys the laws. */
class CarriesWhatComesTest {
  private final JavaEngine engine = new JavaEngine();

  @TestFactory
  Stream<DynamicTest> twoGroupsObey() {
    return LawTests.of(OptimizerLaws.of(new TwoGroups(new HeavyBall(), new Hierarchical(0.05, 0.6)), engine));
  }

  @TestFactory
  Stream<DynamicTest> aTowerOfThreeObeys() {
    return LawTests.of(OptimizerLaws.of(new Tower(new HeavyBall(), new Tower(new HeavyBall(1e-4, 0.5), new HeavyBall(1e-9, 0.5))), engine));
  }

  @TestFactory
  Stream<DynamicTest> lineSearchObeys() {
    return LawTests.of(OptimizerLaws.of(new Armijo(0.7, 0.1), engine));
  }

  @TestFactory
  Stream<DynamicTest> schedulesObey() {
    return LawTests.of(OptimizerLaws.of(new Scheduled(new HeavyBall()), engine));
  }

  @TestFactory
  Stream<DynamicTest> sharedStateObeys() {
    return LawTests.of(OptimizerLaws.of(new SharedMemory(0.05, 0.01), engine));
  }

  @TestFactory
  Stream<DynamicTest> hierarchiesObey() {
    return LawTests.of(OptimizerLaws.of(new Hierarchical(0.05, 0.6), engine));
  }

  @TestFactory
  Stream<DynamicTest> evolutionObeys() {
    return LawTests.of(MetaGradientLaws.of(new PersistentEvolution(2, 0.01), engine));
  }

  @Test
  void aTowerChangesItsHyperParametersAgainstTheirHypergradient() {
    Training t = new Training(engine, new Tower(new HeavyBall(), new HeavyBall()), Landscape.number(engine), new Seed(3), 4);
    Training.Path path = t.run(t.theta());
    double x0 = path.points().get(0).get("x").scalar();
    double g0 = x0 - 1 + 0.4 * x0 * x0 * x0;
    double x1 = x0 - 0.02 * g0;
    assertEquals(x1, path.points().get(1).get("x").scalar(), 1e-14);
    double g1 = x1 - 1 + 0.4 * x1 * x1 * x1;
    assertEquals(0.02, path.states().get(1).get("hyper/rate").scalar(), 1e-15);
    assertEquals(0.02 + 0.02 * g0 * g1, path.states().get(2).get("hyper/rate").scalar(), 1e-14);
  }

  @Test
  void learningToLearnIsAnOptimizee() {
    SmallProblem problem = new SmallProblem(engine, Landscape.matrix(engine), 6);
    Law law = OptimizerLaws.metaGradient(new HeavyBall(), engine, new Learning(problem, problem.theta(), 4), "learning to learn");
    assertTrue(law.check().kept(), () -> law.check().words());
  }

  @Test
  void lineSearchNeverRises() {
    Training t = new Training(engine, new Armijo(50, 0.1), Landscape.problems(engine, 3, 4), new Seed(3), 8);
    List<Tensor> losses = t.run(t.theta()).losses();
    for (int i = 1; i < losses.size(); i++) {
      for (int j = 0; j < 3; j++) {
        assertTrue(losses.get(i).values()[j] < losses.get(i - 1).values()[j]);
      }
    }
  }

  @Test
  void noiseFadesWithTheStep() {
    Landscape bowl = Landscape.matrix(engine);
    Scheduled.Augmented noisy = new Scheduled.Augmented(bowl, 1);
    Tensors x = bowl.start(new Seed(1));
    double plain = bowl.loss(x, null).scalar();
    double[] off = new double[11];
    for (int t = 0; t <= 10; t++) {
      off[t] = Math.abs(noisy.loss(x, Given.batch(new Seed(2), t, 10, Split.TRAIN, false)).scalar() - plain);
    }
    assertTrue(off[0] > 0.1 && off[9] < off[0] && off[10] == 0, Arrays.toString(off));
  }

  /** f = mean of (a_i x - b_i)^2 over five examples. */
  private final class Squares implements PerExample {
    private final Tensor a = engine.normal(new Seed(1), 1, 5, 3);
    private final Tensor b = engine.normal(new Seed(2), 1, 5);

    @Override
    public int examples(Batch batch) {
      return 5;
    }

    @Override
    public Tensor losses(Tensors xs, Batch batch) {
      return a.times(xs.get("x")).sum(1).minus(b).square();
    }

    Tensor loss(Tensors x) {
      return a.matmul(x.get("x").reshape(3, 1)).reshape(5).minus(b).square().mean();
    }
  }

  /** An observation with rows, as the loop would make it. */
  private Observation withRows(Tensors rows, Tensors x, Landscape f) {
    Observation plain = Given.observation(engine, f, x, Given.batch(new Seed(4), 0, 1, Split.TRAIN, false));
    return (Observation) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Observation.class},
        (proxy, method, args) -> switch (method.getName()) {
          case "rows" -> rows;
          case "with" -> plain.with((Seed) args[0], (Tensors) args[1], (Tensors) args[2]);
          default -> method.invoke(plain, args);
        });
  }

  @Test
  void gradientsPerExampleAreClippedAndBlurred() {
    Squares f = new Squares();
    Tensors x = Tensors.of("x", engine.tensor(new double[] {1, -1, 2}, 3));
    Landscape whole = new Landscape("squares", seed -> x, f::loss);
    Tensors rows = PerExample.rows(f, engine, x, null);
    assertEquals("{x[5, 3]}", rows.toString());
    assertArrayEquals(engine.gradient(f::loss, x).gradient().flat().values(), rows.get("x").mean(0).values(), 1e-14);
    Observation seen = withRows(rows, x, whole);
    HeavyBall inner = new HeavyBall();
    Tensors theta = inner.theta(Given.setting(engine, new Seed(1), x, 1));
    Tensors state = x.map(t -> engine.zeros(3));
    Tensors loose = new Private(inner, 1e9, 0).step(theta, state, seen).change();
    assertArrayEquals(inner.step(theta, state, seen).change().flat().values(), loose.flat().values(), 1e-14);
    double[] tight = new Private(inner, 1e-3, 0).step(theta, state, seen).change().flat().values();
    assertTrue(Math.sqrt(tight[0] * tight[0] + tight[1] * tight[1] + tight[2] * tight[2]) <= 0.02 * 1e-3 * (1 + 1e-12));
    double[] blurred = new Private(inner, 1e-3, 1).step(theta, state, seen).change().flat().values();
    assertNotEquals(tight[0], blurred[0]);
  }

  @Test
  void aServerStepsFurtherWhereItsClientsDisagree() {
    Tensors x = Tensors.of("x", engine.zeros(2));
    Landscape none = new Landscape("none", seed -> x, v -> v.get("x").sum());
    Tensors agreed = Tensors.of("x", engine.tensor(new double[] {1, 0, 1, 0}, 2, 2));
    Tensors apart = Tensors.of("x", engine.tensor(new double[] {1, 3, 1, -3}, 2, 2));
    Server server = new Server(1, 0);
    Tensors theta = server.theta(Given.setting(engine, new Seed(1), x, 1));
    assertArrayEquals(new double[] {-1, 0}, server.step(theta, Tensors.none(), withRows(agreed, x, none)).change().flat().values(), 1e-15);
    // sum |d|^2 = 20, mean = (1, 0), m = 2: 20 / 4
    assertArrayEquals(new double[] {-5, 0}, server.step(theta, Tensors.none(), withRows(apart, x, none)).change().flat().values(), 1e-15);
  }

  @Test
  void persistentEvolutionIsUnbiasedOverTruncations() {
    SmallProblem problem = new SmallProblem(engine, Landscape.matrix(engine), 6);
    Tensors theta = problem.theta();
    double[] exact = new double[theta.size()];
    Episode whole = problem.begin(theta, new Seed(80));
    // the objectives of the three stretches of two, added
    Tensors sum = engine.gradient(t -> {
      Trajectory way = problem.unroll(t, whole, 6, Order.SECOND).trajectory();
      Tensor all = way.loss(1);
      for (int i = 2; i <= 6; i++) {
        all = all.plus(way.loss(i));
      }
      return all.times(0.5);
    }, theta).gradient();
    double[] wanted = Differences.numbers(sum);
    int n = 3000;
    double[] squares = new double[exact.length];
    for (int k = 0; k < n; k++) {
      double[] one = evolved(problem, theta, whole, new Seed(1000 + k));
      for (int i = 0; i < one.length; i++) {
        exact[i] += one[i] / n;
        squares[i] += one[i] * one[i] / n;
      }
    }
    for (int i = 0; i < exact.length; i++) {
      double error = Math.sqrt((squares[i] - exact[i] * exact[i]) / n);
      assertEquals(wanted[i], exact[i], 4 * error + 1e-3 * Math.abs(wanted[i]));
      assertTrue(error < 0.1 * Witness.largest(wanted), "the error " + error + " is too large to tell");
    }
  }

  private static double[] evolved(SmallProblem problem, Tensors theta, Episode whole, Seed seed) {
    PersistentEvolution estimator = new PersistentEvolution(2, 1e-3);
    Tensors zero = theta.times(0);
    Tensors memory = zero.prefixed("sum/").and(whole.x().prefixed("plus/x/")).and(whole.state().prefixed("plus/state/"))
        .and(whole.x().prefixed("minus/x/")).and(whole.state().prefixed("minus/state/"));
    Optional<Episode> at = Optional.of(whole.remembering(memory));
    Tensors gradient = zero;
    for (int k = 0; at.isPresent(); k++) {
      MetaGradient.Estimate e = estimator.estimate(problem, theta, at, seed.child(k));
      gradient = gradient.plus(e.gradient());
      at = e.next();
    }
    return Differences.numbers(gradient);
  }

  @Test
  void aWorkersAnswerIsTheEstimateItself() throws IOException {
    SmallProblem problem = new SmallProblem(engine, Landscape.network(engine), 6);
    PersistentEvolution estimator = new PersistentEvolution(2, 0.01);
    List<Values> gradients = new ArrayList<>();
    Optional<Episode> at = Optional.empty();
    Optional<Work.Place> from = Optional.empty();
    for (int k = 0; k < 3; k++) {
      Work.Task task = new Work.Task(Map.of("optimizer", "momentum", "estimator", "persistent"), Values.of(problem.theta()), 7 + k, from);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Work.write(task, new DataOutputStream(bytes));
      Work.Task there = Work.readTask(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
      assertEquals(task, there);
      Engine other = new JavaEngine();
      Work.Answer answer = Work.done(there, new SmallProblem(other, Landscape.network(other), 6), estimator);
      MetaGradient.Estimate here = estimator.estimate(problem, problem.theta(), at, new Seed(7 + k));
      assertEquals(Values.of(here.gradient()), answer.gradient());
      assertEquals(here.objective(), answer.objective());
      assertEquals(here.next().isPresent(), answer.next().isPresent());
      gradients.add(answer.gradient());
      at = here.next();
      from = answer.next();
    }
    assertFalse(from.isPresent());
    assertNotEquals(gradients.get(0), gradients.get(1));
  }

  @Test
  void fElsewhereIsRefusedForTensorsThatAreNotOfF() {
    Landscape f = Landscape.network(engine);
    Tensors x = f.start(new Seed(1));
    Observation seen = Given.observation(engine, f, x, Given.batch(new Seed(4), 0, 1, Split.TRAIN, false));
    Tensors some = x.filter(name -> name.endsWith("bias"));
    Observation part = seen.with(new Seed(2), some, some);
    assertEquals(seen.loss().scalar(), part.lossAt(some).scalar());
    assertEquals(Values.of(seen.gradient().filter(name -> name.endsWith("bias"))), Values.of(part.gradientAt(some)));
    Tensors rate = Tensors.of("rate", engine.scalar(1));
    Observation above = seen.with(new Seed(2), rate, rate);
    for (Runnable use : List.<Runnable>of(() -> above.lossAt(rate), () -> above.gradientAt(rate), above::rows)) {
      String message = assertThrows(IllegalStateException.class, use::run).getMessage();
      assertTrue(message.contains("'rate' is none of f's tensors [layers.0.weight"), message);
    }
  }

  @Test
  void aPartThatForwardsNothingIsStillAnOptimizer() {
    Optimizer wrapped = new Scheduled(new HeavyBall());
    assertTrue(wrapped.aspect(Scheduled.class).isPresent());
    assertTrue(wrapped.aspect(HeavyBall.class).isEmpty());
  }
}
