package l2l.api.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** Shapes and indices that do not fit are refused, in words that name the operation and both facts. */
final class RefusalLaws {

  /** Operations whose arguments always fit. */
  private static final Set<String> NEVER = Set.of("plus(double)", "times(double)", "power(double)", "normal(Seed, double, int[])",
      "uniform(Seed, double, double, int[])", "scalar(double)", "zeros(int[])");

  /** Operations without arguments that not every shape has. */
  private static final Set<String> PICKY = Set.of("logSumExp()", "transpose()", "scalar()");

  private final Engine engine;

  RefusalLaws(Engine engine) {
    this.engine = engine;
  }

  /** One use that does not fit, and what the message has to say. */
  private record Wrong(String operation, Supplier<Object> use, String... words) {}

  List<Law> all() {
    return List.of(
        new Law("refusesWhatDoesNotFit", "every shape or index that does not fit is refused, naming operation and facts", this::refuses),
        new Law("refusesInsideDerivatives", "the same within a gradient", this::inside),
        new Law("everyRefusalIsLookedAt", "every operation with arguments that can be wrong is tried with wrong ones", this::complete));
  }

  private void refuses(Witness w) {
    for (Wrong wrong : wrong(engine.zeros(3, 4))) {
      w.refuses(wrong.operation, IllegalArgumentException.class, x -> wrong.use.get(), wrong.words);
    }
  }

  private void inside(Witness w) {
    engine.gradient(x -> {
      for (Wrong wrong : wrong(x.get("a"))) {
        w.refuses(wrong.operation, IllegalArgumentException.class, y -> wrong.use.get(), wrong.words);
      }
      return x.get("a").sum();
    }, Tensors.of("a", engine.zeros(3, 4)));
  }

  private void complete(Witness w) {
    Set<String> wanted = new TreeSet<>(OperationLaws.operations());
    wanted.addAll(MakingLaws.MAKERS);
    wanted.removeAll(NEVER);
    wanted.removeIf(name -> name.endsWith("()"));
    wanted.addAll(PICKY);
    Set<String> tried = new TreeSet<>();
    wrong(engine.zeros(3, 4)).forEach(wrong -> tried.add(wrong.operation));
    wanted.removeAll(tried);
    w.sees(tried.size() > 20, () -> "only " + tried.size() + " operations were tried");
    w.equal("operations that were not tried", wanted.toString(), "[]");
  }

  /** @param a [3, 4] */
  private List<Wrong> wrong(Tensor a) {
    Tensor four = engine.zeros(4);
    Tensor one = engine.scalar(1);
    List<Wrong> all = new ArrayList<>(List.of(
        new Wrong("plus(Tensor)", () -> a.plus(four), "plus", "[3, 4]", "[4]", "spread"),
        new Wrong("minus(Tensor)", () -> a.minus(four), "minus", "[3, 4]", "[4]", "spread"),
        new Wrong("times(Tensor)", () -> a.times(one), "times", "[3, 4]", "[]", "spread"),
        new Wrong("over(Tensor)", () -> four.over(a), "over", "[3, 4]", "[4]", "spread"),
        new Wrong("choose(Tensor, Tensor)", () -> a.choose(a, four), "choose", "[3, 4]", "[4]"),
        new Wrong("choose(Tensor, Tensor)", () -> four.choose(a, a), "choose", "[3, 4]", "[4]"),
        new Wrong("clip(double, double)", () -> a.clip(2, 1), "clip", "2.0", "1.0"),
        new Wrong("scaled(Tensor)", () -> a.scaled(four), "scaled", "[3, 4]", "[4]"),
        new Wrong("scaled(Tensor)", () -> four.scaled(a), "scaled", "[3, 4]", "[4]"),
        new Wrong("spread(int[])", () -> a.spread(3, 5), "spread", "[3, 4]", "[3, 5]", "reshape"),
        new Wrong("spread(int[])", () -> four.spread(3, 4), "spread", "[3, 4]", "[4]", "reshape"),
        new Wrong("sumTo(int[])", () -> a.sumTo(3, 2), "sumTo", "[3, 4]", "[3, 2]"),
        new Wrong("sumTo(int[])", () -> a.sumTo(3), "sumTo", "[3, 4]", "[3]"),
        new Wrong("spreadLike(Tensor)", () -> four.spreadLike(a), "spreadLike", "[3, 4]", "[4]", "reshape"),
        new Wrong("spreadLike(Tensor)", () -> a.spreadLike(four), "spreadLike", "[3, 4]", "[4]", "reshape"),
        new Wrong("spreadLike(Tensor)", () -> engine.zeros(1).spreadLike(a), "spreadLike", "[3, 4]", "[1]", "reshape"),
        new Wrong("sum(int)", () -> a.sum(2), "sum", "[3, 4]", "2"),
        new Wrong("sum(int)", () -> a.sum(-1), "sum", "[3, 4]", "-1"),
        new Wrong("mean(int)", () -> a.mean(2), "mean", "[3, 4]", "2"),
        new Wrong("max(int)", () -> a.max(2), "max", "[3, 4]", "2"),
        new Wrong("max(int)", () -> engine.zeros(2, 0).max(1), "max", "[2, 0]", "empty"),
        new Wrong("logSumExp()", () -> one.logSumExp(), "logSumExp", "[]"),
        new Wrong("transpose()", () -> four.transpose(), "transpose", "[4]"),
        new Wrong("transpose()", () -> one.transpose(), "transpose", "[]"),
        new Wrong("scalar()", () -> a.scalar(), "scalar", "[3, 4]", "12"),
        new Wrong("matmul(Tensor)", () -> a.matmul(a), "matmul", "[3, 4]"),
        new Wrong("matmul(Tensor)", () -> a.matmul(four), "matmul", "[3, 4]", "[4]"),
        new Wrong("matmul(Tensor)", () -> engine.zeros(2, 3, 4).matmul(engine.zeros(3, 4, 3)), "matmul", "[2, 3, 4]", "[3, 4, 3]"),
        new Wrong("matmul(boolean, Tensor, boolean)", () -> a.matmul(true, a, true), "matmul", "[3, 4] transposed")));
    all.addAll(wrongMoves(a, four));
    all.addAll(List.of(
        new Wrong("tensor(double[], int[])", () -> engine.tensor(new double[3], 2, 2), "tensor", "3", "[2, 2]"),
        new Wrong("tensor(float[], int[])", () -> engine.tensor(new float[3], 2, 2), "tensor", "3", "[2, 2]"),
        new Wrong("tensor(double[], int[])", () -> engine.tensor(new double[4], -2, -2), "[-2, -2]", "negative"),
        new Wrong("rows(float[], int, int[])", () -> engine.rows(new float[7], 2, 0, 3), "rows", "3", "7"),
        new Wrong("rows(float[], int, int[])", () -> engine.rows(new float[7], 2, -1), "rows", "-1", "7"),
        new Wrong("fill(double, int[])", () -> engine.fill(1, -1), "[-1]", "negative"),
        new Wrong("fill(double, int[])", () -> engine.fill(1, 1 << 16, 1 << 16), "[65536, 65536]", "2^31"),
        new Wrong("apply(Primitive, List)", () -> engine.apply(new Twin(true), List.of(a, four)), "twin", "[3, 4]", "[4]"),
        new Wrong("tangent", () -> engine.tangent(x -> x, Tensors.of("a", four), Tensors.of("a", one)), "tangent", "[4]", "[]"),
        new Wrong("tangent", () -> engine.tangent(x -> x, Tensors.of("a", four), Tensors.of("b", four)), "[a]", "[b]")));
    return all;
  }

  private List<Wrong> wrongMoves(Tensor a, Tensor four) {
    Tensor image = engine.zeros(1, 3, 3, 2);
    return List.of(
        new Wrong("reshape(int[])", () -> a.reshape(5), "reshape", "[5]", "[3, 4]", "12"),
        new Wrong("permute(int[])", () -> a.permute(0), "permute", "[0]", "[3, 4]"),
        new Wrong("permute(int[])", () -> a.permute(0, 0), "permute", "[0, 0]", "[3, 4]"),
        new Wrong("permute(int[])", () -> a.permute(0, 2), "permute", "[0, 2]", "[3, 4]"),
        new Wrong("slice(int, int, int)", () -> a.slice(2, 0, 1), "slice", "[3, 4]", "2"),
        new Wrong("slice(int, int, int)", () -> a.slice(1, 2, 5), "slice", "[2, 5)", "[3, 4]"),
        new Wrong("slice(int, int, int)", () -> a.slice(1, 3, 2), "slice", "[3, 2)", "[3, 4]"),
        new Wrong("slice(int, int, int)", () -> a.slice(1, -1, 2), "slice", "[-1, 2)", "[3, 4]"),
        new Wrong("pad(int, int, int)", () -> a.pad(1, 1, 4), "pad", "[3, 4]", "4"),
        new Wrong("pad(int, int, int)", () -> a.pad(1, -1, 9), "pad", "[3, 4]", "-1"),
        new Wrong("pad(int, int, int)", () -> a.pad(-1, 0, 9), "pad", "[3, 4]", "-1"),
        new Wrong("gather(int, int[])", () -> a.gather(1, 0, 4), "gather", "4", "[3, 4]"),
        new Wrong("gather(int, int[])", () -> a.gather(1, -1), "gather", "-1", "[3, 4]"),
        new Wrong("gather(int, int[])", () -> a.gather(2, 0), "gather", "2", "[3, 4]"),
        new Wrong("scatter(int, int, int[])", () -> a.scatter(1, 9, 0, 1), "scatter", "2", "[3, 4]"),
        new Wrong("scatter(int, int, int[])", () -> four.scatter(0, 3, 0, 1, 2, 3), "scatter", "3", "[4]"),
        new Wrong("scatter(int, int, int[])", () -> a.scatter(2, 3, 0), "scatter", "2", "[3, 4]"),
        new Wrong("pick(int[])", () -> a.pick(0, 1), "pick", "[3, 4]", "2"),
        new Wrong("pick(int[])", () -> four.pick(0, 1, 2, 3), "pick", "[4]"),
        new Wrong("pick(int[])", () -> a.pick(0, 4, 0), "pick", "[3, 4]", "4"),
        new Wrong("pick(int[])", () -> a.pick(0, -1, 0), "pick", "[3, 4]", "-1"),
        new Wrong("concat(int, List)", () -> engine.concat(0, List.of()), "concat"),
        new Wrong("concat(int, List)", () -> engine.concat(2, List.of(a, a)), "concat", "[3, 4]", "2"),
        new Wrong("concat(int, List)", () -> engine.concat(3, List.of(a)), "concat", "[3, 4]", "3"),
        new Wrong("concat(int, List)", () -> engine.concat(0, List.of(a, four)), "concat", "[3, 4]", "[4]"),
        new Wrong("concat(int, List)", () -> engine.concat(0, List.of(a, engine.zeros(3, 5))), "concat", "[3, 4]", "[3, 5]"),
        new Wrong("patches(int, int, int)", () -> a.patches(2, 1, 0), "patches", "[3, 4]", "[n, h, w, c]"),
        new Wrong("patches(int, int, int)", () -> image.patches(4, 1, 0), "patches", "4", "[1, 3, 3, 2]"),
        new Wrong("patches(int, int, int)", () -> image.patches(2, 0, 0), "patches", "stride 0"),
        new Wrong("patches(int, int, int)", () -> image.patches(2, 1, -1), "patches", "padding -1"),
        new Wrong("unpatches(int, int, int, int, int)", () -> image.unpatches(3, 3, 2, 1, 0), "unpatches", "[1, 3, 3, 2]"),
        new Wrong("unpatches(int, int, int, int, int)", () -> engine.zeros(1, 2, 2, 8).unpatches(4, 3, 2, 1, 0), "unpatches",
            "[1, 2, 2, 8]",
            "[1, 3, 2, 8]"));
  }
}
