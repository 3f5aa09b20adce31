package l2l.api.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.System.Logger;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import l2l.api.MetaObjective;
import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Setting;
import l2l.api.Trajectory;
import l2l.api.contract.HeavyBallTest.HeavyBall;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

/** Laws for whatever a service is, safe to check on foreign code. */
class PartLawsTest {
  private final JavaEngine engine = new JavaEngine();

  @Test
  void areChosenByTheInterfacesAPartHas() {
    record Both(HeavyBall ball) implements Optimizer, MetaObjective {
      @Override
      public Tensors theta(Setting setting) {
        return ball.theta(setting);
      }

      @Override
      public Tensors state(Tensors theta, Setting setting) {
        return ball.state(theta, setting);
      }

      @Override
      public Step step(Tensors theta, Tensors state, Observation seen) {
        return ball.step(theta, state, seen);
      }

      @Override
      public Tensor of(Trajectory trajectory) {
        return trajectory.loss(trajectory.steps());
      }
    }

    int optimizer = OptimizerLaws.of(new HeavyBall(), engine).size();
    MetaObjective last = t -> t.loss(t.steps());
    int objective = MetaObjectiveLaws.of(last, engine).size();
    assertEquals(optimizer, PartLaws.all(new HeavyBall(), engine).size());
    assertEquals(objective, PartLaws.all(last, engine).size());
    assertEquals(optimizer + objective, PartLaws.all(new Both(new HeavyBall()), engine).size());
    assertTrue(PartLaws.all(engine, engine).size() > 100);
    assertEquals(List.of(), PartLaws.all("no part", engine));
  }

  @Test
  void quickOnesAreSomeOfAllAndEndWithinASecond() {
    List<Law> all = PartLaws.all(new HeavyBall(), engine);
    List<Law> quick = PartLaws.quick(new HeavyBall(), engine);
    assertTrue(quick.size() >= 12 && quick.size() < all.size(), quick.size() + " of " + all.size());
    assertTrue(quick.stream().allMatch(Law::quick));
    Set<String> names = new HashSet<>();
    all.forEach(law -> assertTrue(names.add(law.name()), () -> "there are two laws " + law));
    quick.forEach(Law::check);
    long begun = System.nanoTime();
    quick.forEach(law -> assertFalse(law.check().broken(), law.name()));
    double seconds = (System.nanoTime() - begun) / 1e9;
    assertTrue(seconds < 1, "the quick laws took " + seconds + " s");
  }

  @Test
  void everyLawOfAPartSaysHowToMendWhatBreaksIt() {
    MetaObjective last = t -> t.loss(t.steps());
    for (Object part : List.of(new HeavyBall(), last)) {
      for (Law law : PartLaws.all(part, engine)) {
        assertFalse(law.mend().isBlank(), law.name());
        assertFalse(law.sentence().isBlank(), law.name());
      }
    }
  }

  @Test
  void makesTheSecondInstanceOfARecordFromItsComponents() {
    HeavyBall ball = new HeavyBall(0.03, 0.5);
    Optional<HeavyBall> second = Specimen.of(ball).second();
    assertEquals(Optional.of(ball), second);
    assertNotSame(ball, second.get());
    MetaObjective last = t -> t.loss(t.steps());
    assertEquals(Optional.empty(), Specimen.of(last).second());
    assertTrue(LawsBiteTest.check(MetaObjectiveLaws.of(last, engine), "aFreshInstanceGivesTheSameBits").excused());
    assertTrue(LawsBiteTest.check(MetaObjectiveLaws.of(Specimen.of(last).beside(last), engine), "aFreshInstanceGivesTheSameBits").kept());
  }

  @Test
  void leaveNoThreadOfTheirOwn() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    PartLaws.all(new HeavyBall(), engine).forEach(Law::check);
    List<String> left = Thread.getAllStackTraces().keySet().stream().filter(t -> !before.contains(t)).map(Thread::getName)
        .filter(name -> name.startsWith("laws of")).toList();
    assertEquals(List.of(), left);
  }

  @Test
  void haveNoStaticStateThemselves() {
    OwnClasses own = OwnClasses.of(PartLaws.class);
    assertTrue(own.all().size() > 50 && own.all().contains(PureLaws.class) && own.all().contains(Differences.class), own.all().toString());
    Witness w = new Witness();
    new Statics(own).look(w);
    assertTrue(w.verdict().kept(), w.verdict().words());
  }

  /** Constants as people write them. */
  private record Constants(double rate) {
    private static final Logger LOG = System.getLogger("constants");
    private static final List<String> NAMES = List.of("a", "b");
    private static final Map<String, Integer> NUMBERS = Collections.unmodifiableMap(new TreeMap<>(Map.of("a", 1)));
    private static final Pattern PATTERN = Pattern.compile("a*");
    private static final double[] TABLE = {1, 2, 3};
    private static final UnaryOperator<Double> TWICE = x -> 2 * x;
    private static final Constants USUAL = new Constants(0.1);
    private static final BigDecimal HALF = BigDecimal.valueOf(0.5);
    private static final int COUNT = 3;

    private enum Way {
      FAST(1), SLOW(2);

      private final int speed;

      Way(int speed) {
        this.speed = speed;
      }
    }

    String all() {
      return "" + LOG + NAMES + NUMBERS + PATTERN + TABLE[0] + TWICE + USUAL + HALF + COUNT + Way.FAST.speed;
    }
  }

  @Test
  void letConstantsBe() {
    OwnClasses own = new OwnClasses(new Constants(1));
    assertTrue(own.all().size() >= 2, own.all().toString());
    Witness w = new Witness();
    new Statics(own).look(w);
    Verdict verdict = w.verdict();
    assertTrue(verdict.kept(), verdict.words());
    assertEquals("looked at", verdict.words().substring(0, 9));
    assertTrue(Integer.parseInt(verdict.words().split(" ")[2]) > 10, verdict.words());
    assertFalse(new Constants(1).all().isEmpty());
  }

  @Test
  void canBeInterruptedWhereAPartHangs() throws InterruptedException {
    CountDownLatch hanging = new CountDownLatch(1);
    MetaObjective hangs = t -> {
      hanging.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("woken", e);
      }
      return t.loss(0);
    };
    Law law = PartLaws.quick(hangs, engine).stream().filter(l -> l.name().equals("leavesNoThreadRunning")).findFirst().orElseThrow();
    Thread checking = new Thread(law::check, "checking");
    checking.start();
    hanging.await();
    checking.interrupt();
    checking.join(10_000);
    assertFalse(checking.isAlive(), "the check goes on though it was interrupted");
  }
}
