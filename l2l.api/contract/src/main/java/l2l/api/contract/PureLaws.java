package l2l.api.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import l2l.api.tensor.Seed;

/** That a part leaves nothing behind: nothing in its fields, nothing in static ones, no thread. */
final class PureLaws {
  private static final long PATIENCE_MILLIS = 300;

  /** Kinds of fields whose change cannot be seen from outside; a Seed takes the place of the first three. */
  private static final List<String> HIDDEN = List.of("java.util.Random", "java.util.Splittable", "java.security.", "java.lang.Thread",
      "java.lang.Inheritable");
  private final Object part;
  private final Exercise exercise;

  /** Uses the part as a run would, once. */
  interface Exercise {
    void with(Seed seed) throws Exception;
  }

  private PureLaws(Object part, Exercise exercise) {
    this.part = part;
    this.exercise = exercise;
  }

  static List<Law> of(Object part, Exercise exercise) {
    PureLaws l = new PureLaws(part, exercise);
    return List.of(
        new Law("keepsNothingInItsFields", "no field of the part, nor of its own objects, is another after use", l::fields,
            "let it be a record, and keep what it must remember in the state, memory or arrays it returns").quickly(),
        l.statics(),
        new Law("leavesNoThreadRunning", "threads it started have ended " + PATIENCE_MILLIS + " ms after it returned", l::threads,
            "do the work on the calling thread, or end every thread before returning").quickly());
  }

  /** For parts that may keep what they have read: no static state alone. */
  static Law noStaticState(Object part, Exercise exercise) {
    return new PureLaws(part, exercise).statics();
  }

  private Law statics() {
    return new Law("holdsNoStaticState", "static fields of its classes are final, of a kind that cannot change, and hold the same after use",
        this::statics, "move what changes into the state it returns, and what is constant into static final immutable values").quickly();
  }

  /** What it throws is the business of other laws. */
  private void use(long seed) {
    try {
      exercise.with(new Seed(seed));
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      return;
    }
  }

  private void fields(Witness w) {
    OwnClasses own = new OwnClasses(part);
    w.sees(!own.all().isEmpty(), () -> "no class was looked at");
    use(1);
    Map<String, String> before = Fields.of(part, own);
    use(2);
    Map<String, String> after = Fields.of(part, own);
    same(w, "the field ", before, after);
    for (Class<?> type = part.getClass(); type != null && (type == part.getClass() || own.contains(type)); type = type.getSuperclass()) {
      for (var field : Fields.declared(type, false)) {
        String kind = field.getType().getName();
        w.sees(HIDDEN.stream().noneMatch(kind::startsWith),
            () -> "the field " + field.getName() + " is a " + kind + ", which changes as it is used, and unseen");
      }
    }
  }

  private void statics(Witness w) {
    OwnClasses own = new OwnClasses(part);
    w.sees(own.all().contains(part.getClass()) || part.getClass().isHidden(), () -> "its own class was not looked at");
    new Statics(own).look(w);
    use(3);
    Map<String, String> before = Fields.statics(own);
    use(4);
    same(w, "the static field ", before, Fields.statics(own));
  }

  private static void same(Witness w, String what, Map<String, String> before, Map<String, String> after) {
    var names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    w.sees(true, () -> "");
    for (String name : names) {
      w.sees(Objects.equals(before.get(name), after.get(name)),
          () -> what + name + " held " + before.get(name) + " and after use holds " + after.get(name));
    }
  }

  /** Uses it on a thread in a group of its own: threads it makes are born into that group. */
  private void threads(Witness w) throws InterruptedException {
    OwnClasses own = new OwnClasses(part);
    ThreadGroup group = group("laws of " + part.getClass().getName());
    Thread user = new Thread(group, () -> use(5), "laws of " + part.getClass().getName());
    user.setDaemon(true);
    user.start();
    try {
      user.join();
    } catch (InterruptedException e) {
      user.interrupt();
      throw e;
    }
    List<Thread> left = live(group);
    left.remove(user);
    ThreadGroup root = group;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    for (Thread thread : live(root)) {
      if (own.contains(thread.getClass()) && !left.contains(thread)) {
        left.add(thread);
      }
    }
    w.sees(!user.isAlive(), () -> "the law's own thread did not end");
    for (Thread thread : left) {
      thread.join(PATIENCE_MILLIS / left.size());
      StackTraceElement[] stack = thread.getStackTrace();
      w.sees(!thread.isAlive(), () -> "the thread '" + thread.getName() + "' still runs" + (stack.length == 0 ? "" : ", in " + stack[0]));
      thread.interrupt();
    }
  }

  /** One that goes with its last thread; before Java 19 others stay for as long as the JVM lives. */
  @SuppressWarnings("removal")
  private static ThreadGroup group(String name) {
    ThreadGroup group = new ThreadGroup(name);
    group.setDaemon(true);
    return group;
  }

  private static List<Thread> live(ThreadGroup group) {
    Thread[] threads = new Thread[group.activeCount() + 64];
    int n = group.enumerate(threads, true);
    List<Thread> live = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      if (threads[i].isAlive()) {
        live.add(threads[i]);
      }
    }
    return live;
  }
}
