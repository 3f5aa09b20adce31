package l2l.api.later;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import l2l.api.Episode;
import l2l.api.MetaGradient;
import l2l.api.MetaProblem;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensors;

/** What goes to a worker in another process and comes back: numbers and names, no class of a part or an engine. */
public final class Work {

  private Work() {}

  // >>> a worker in another process: theta, seeds and part names there, an estimate back
  public record Place(long optimizee, long metaStep, long t, Values values) {
    static Place of(Episode e) {
      Values all = Values.none().and("x/", Values.of(e.x())).and("state/", Values.of(e.state())).and("memory/", Values.of(e.memory()));
      return new Place(e.optimizee().value(), e.metaStep(), e.t(), all);
    }

    Episode on(Engine engine) {
      Tensors all = values.on(engine);
      return new Episode(new Seed(optimizee), metaStep, t, all.under("x/"), all.under("state/"), all.under("memory/"));
    }
  }

  public record Task(Map<String, String> parts, Values theta, long seed, Optional<Place> from) {}

  public record Answer(double objective, Values gradient, Optional<Place> next, MetaGradient.Diagnostics diagnostics) {}

  public static Answer done(Task task, MetaProblem problem, MetaGradient estimator) {
    Engine engine = problem.engine();
    MetaGradient.Estimate e =
        estimator.estimate(problem, task.theta.on(engine), task.from.map(place -> place.on(engine)), new Seed(task.seed));
    return new Answer(e.objective(), Values.of(e.gradient()), e.next().map(Place::of), e.diagnostics());
  }
  // <<<

  /** Values as bytes; a real worker would take a file format. */
  static void write(Values values, DataOutputStream out) throws IOException {
    out.writeInt(values.names().size());
    for (String name : values.names()) {
      out.writeUTF(name);
      out.writeInt(values.shape(name).length);
      for (int d : values.shape(name)) {
        out.writeInt(d);
      }
      for (double v : values.doubles(name)) {
        out.writeDouble(v);
      }
    }
  }

  static Values read(DataInputStream in) throws IOException {
    Values values = Values.none();
    for (int left = in.readInt(); left > 0; left--) {
      String name = in.readUTF();
      int[] shape = new int[in.readInt()];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = in.readInt();
      }
      double[] v = new double[Shape.size(shape)];
      for (int i = 0; i < v.length; i++) {
        v[i] = in.readDouble();
      }
      values = values.with(name, v, shape);
    }
    return values;
  }

  public static void write(Task task, DataOutputStream out) throws IOException {
    out.writeInt(task.parts.size());
    for (var part : task.parts.entrySet()) {
      out.writeUTF(part.getKey());
      out.writeUTF(part.getValue());
    }
    write(task.theta, out);
    out.writeLong(task.seed);
    out.writeBoolean(task.from.isPresent());
    if (task.from.isPresent()) {
      Place p = task.from.get();
      out.writeLong(p.optimizee);
      out.writeLong(p.metaStep);
      out.writeLong(p.t);
      write(p.values, out);
    }
  }

  public static Task readTask(DataInputStream in) throws IOException {
    Map<String, String> parts = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      parts.put(in.readUTF(), in.readUTF());
    }
    Values theta = read(in);
    long seed = in.readLong();
    Optional<Place> from = Optional.empty();
    if (in.readBoolean()) {
      from = Optional.of(new Place(in.readLong(), in.readLong(), in.readLong(), read(in)));
    }
    return new Task(parts, theta, seed, from);
  }
}
