package l2l.engines.tape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** A primitive at work in an engine: fused where its inputs are plain numbers, else by its pullback or its plain form. */
record Fused(TapeEngine engine, Primitive primitive) {

  /** The outputs, recorded where derivatives are under way. */
  List<Tensor> apply(List<Tensor> tensors) {
    Expression[] in = new Expression[tensors.size()];
    for (int i = 0; i < in.length; i++) {
      in[i] = TapeEngine.own(tensors.get(i));
    }
    long level = TapeEngine.level(in);
    int[] parents = new int[in.length];
    Tape tape = null;
    boolean fusable = primitive.speaks(engine.precision());
    for (int i = 0; i < in.length; i++) {
      parents[i] = -1;
      if (level > 0 && in[i].level() == level && in[i] instanceof Variable v) {
        parents[i] = v.index;
        tape = v.tape;
        fusable &= v.primal instanceof Dense;
      } else {
        fusable &= in[i] instanceof Dense;
      }
    }
    if (!fusable) {
      return within(in, parents, tape).orElseGet(() -> primitive.plain(tensors));
    }
    Dense[] plain = TapeEngine.denses(in);
    TapeEngine.settle(plain);
    List<int[]> shapes = Arrays.stream(plain).map(Tensor::shape).toList();
    Room room = tape == null ? engine.room : tape;
    List<int[]> own = primitive.outputs(shapes);
    if (tape == null && Pointwise.waits(primitive, room, own, plain)) {
      return Pointwise.promised(primitive, room, own, plain);
    }
    Dense[] out = outputs(own, plain, room);
    if (tape != null) {
      Dense[] saved = primitive.saved(shapes).stream().map(room::any).toArray(Dense[]::new);
      primitive.forward(engine.loops(), Mirrored.of(plain, tape::mirrored), out, saved);
      now(out, plain, room);
      return tape.record(new Call(tape, primitive, plain, parents, out, saved));
    }
    try (Mirrored.Brief call = new Mirrored.Brief()) {
      primitive.forward(engine.loops(), Mirrored.of(plain, call), out, null);
    }
    now(out, plain, room);
    return List.of(out);
  }

  /** Done one level down and recorded with its own pullback, where it has one and speaks the precision. */
  private Optional<List<Tensor>> within(Expression[] in, int[] parents, Tape tape) {
    if (tape == null || !primitive.speaks(engine.precision())) {
      return Optional.empty();
    }
    return primitive.pullback().map(pullback -> {
      Expression[] primals = new Expression[in.length];
      for (int i = 0; i < in.length; i++) {
        primals[i] = parents[i] >= 0 ? ((Variable) in[i]).primal : in[i];
      }
      return tape.record(pullback, primals, parents, apply(List.of(primals)));
    });
  }

  /** Arrays for the outputs; those that come late are promised. */
  private Dense[] outputs(List<int[]> own, Dense[] plain, Room room) {
    Dense[] out = new Dense[own.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = isLate(primitive, i) ? null : room.any(own.get(i));
    }
    for (int i : primitive.late()) {
      Dense[] from = Stream.concat(Arrays.stream(plain), Arrays.stream(out).filter(d -> d != null && d.deferred() == null))
          .toArray(Dense[]::new);
      out[i] = room.promised(new Deferred(new Late(primitive, i, plain, out), from), own.get(i));
    }
    return out;
  }

  static boolean isLate(Primitive primitive, int output) {
    for (int late : primitive.late()) {
      if (late == output) {
        return true;
      }
    }
    return false;
  }

  /** Computes what comes late, unless it is worth waiting for and may wait. */
  private void now(Dense[] out, Dense[] plain, Room room) {
    for (int i : primitive.late()) {
      if (!room.waits(plain[0].count, plain)) {
        out[i].data();
      }
    }
  }

  /**
   * Adjoints of the wanted inputs (parents of at least 0) of a run of calls, by their primitive's own sweep; nobody else knows their arrays.
   */
  static List<Tensor[]> backward(List<Call> calls, List<Call.Owed> owed) {
    List<Tensor[]> back = new ArrayList<>();
    List<Primitive.Call> run = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      Dense[] adjoints = wanted(call, i < calls.size() - 1);
      back.add(adjoints);
      run.add(new Primitive.Call(Mirrored.of(call.in, call.tape::mirrored), call.out, call.saved,
          Arrays.copyOf(owed.get(i).adjoints(), call.out.length, Buffer[].class), adjoints));
    }
    Call first = calls.get(0);
    first.primitive.backward(first.tape.engine.loops(), run);
    return back;
  }

  /** Arrays for the adjoints of a call's inputs, but for those of its state where it hands them on. */
  private static Dense[] wanted(Call call, boolean handsOn) {
    TapeEngine engine = call.tape.engine;
    Dense[] adjoints = new Dense[call.in.length];
    for (int i = 0; i < adjoints.length; i++) {
      if (call.parents[i] >= 0 && !(handsOn && call.carries(i))) {
        int[] shape = call.in[i].shapeArray();
        adjoints[i] = call.primitive.overwrites(i) ? engine.lend(shape) : engine.lendZeros(shape);
      }
    }
    return adjoints;
  }

  /** Adjoints of the wanted inputs, by a pullback. */
  static Tensor[] pulled(Primitive.Pullback pullback, Expression[] in, int[] parents, List<? extends Tensor> out, Tensor[] outAdjoints) {
    Tensor[] back = pullback.of(Arrays.copyOf(in, in.length, Tensor[].class), out.toArray(Tensor[]::new), outAdjoints, wanted(parents));
    TapeEngine.settle(back);
    return back;
  }

  /** For each input whether its adjoint is asked for. */
  static boolean[] wanted(int[] parents) {
    boolean[] wanted = new boolean[parents.length];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = parents[i] >= 0;
    }
    return wanted;
  }

  /** The adjoints of a call where they are themselves differentiated: by the primitive's pullback, or by plain. */
  Tensor[] backwardAgain(Dense[] in, int[] parents, Dense[] out, Tensor[] outAdjoints) {
    Optional<Primitive.Pullback> pullback = primitive.pullback();
    if (pullback.isPresent()) {
      return pulled(pullback.get(), in, parents, List.of(out), outAdjoints);
    }
    Map<String, Tensor> at = new LinkedHashMap<>();
    for (int i = 0; i < in.length; i++) {
      if (parents[i] >= 0) {
        at.put(Integer.toString(i), in[i]);
      }
    }
    Tensors gradient = engine.gradient(x -> {
      List<Tensor> all = new ArrayList<>(List.of(in));
      x.names().forEach(name -> all.set(Integer.parseInt(name), x.get(name)));
      List<Tensor> y = primitive.plain(all);
      Tensor sum = engine.scalar(0);
      for (int i = 0; i < outAdjoints.length; i++) {
        if (outAdjoints[i] != null) {
          sum = sum.plus(y.get(i).times(outAdjoints[i]).sum());
        }
      }
      return sum;
    }, Tensors.of(at)).gradient();
    Tensor[] back = new Tensor[in.length];
    at.keySet().forEach(name -> back[Integer.parseInt(name)] = gradient.get(name));
    return back;
  }
}
