package l2l.runner.experiment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import l2l.api.Split;

/**
 * An experiment, checked: what is to be done with which parts.
 *
 * @param document as it was given
 * @param kind "compare" or "meta-train"
 * @param title for people
 * @param seed everything random follows from it
 * @param horizon steps of one training
 * @param threads to compute with; they change no bit of the result
 * @param optimizee what is trained on
 * @param contestants in the file's order
 * @param reference the contestant the others are compared with, if there is one
 * @param limits what is taken from parts before something is done about it
 * @param fallbacks who takes over from a part that was quarantined, by its role; not bound before. {@link Swap#fallback} lets it
 */
public record Experiment(Document document, String kind, String title, long seed, long horizon, int threads, Choice engine,
    Choice optimizee, Trial validation, Trial test, List<Contestant> contestants, Optional<String> reference, Limits limits,
    Map<String, Choice> fallbacks) {

  /**
   * What is taken from parts before something is done about it.
   *
   * @param faults of a part until it is quarantined
   * @param budget of a call before it counts as hung
   * @param snapshot time between two snapshots; zero for one each step
   */
  public record Limits(int faults, Duration budget, Duration snapshot) {}

  /**
   * Tasks to choose by or to judge by.
   *
   * @param draws how many optimizees are drawn
   * @param optimizee what is drawn
   * @param judge what the verdict is; if empty, f at the last point
   */
  public record Trial(int draws, Choice optimizee, Optional<Judge> judge) {}

  /** Which examples judge: a split, the whole of it or a minibatch. */
  public record Judge(Split split, boolean whole) {}

  /**
   * An optimizer that takes part.
   *
   * @param train how it is meta-trained, if it is
   * @param tune how a hyper-parameter of it is chosen, if one is
   * @param arrays where its theta is given as arrays, if it is
   * @param file the trained optimizer it is read from, if it is
   */
  public record Contestant(String name, Choice optimizer, Optional<Training> train, Optional<Grid> tune, Optional<Choice> arrays,
      Optional<Path> file) {}

  /**
   * How an optimizer is meta-trained.
   *
   * @param schedule of the outer steps: "constant", "cosine" or "linear"
   * @param last the share of the outer step the schedule ends with
   * @param clip greatest norm of the meta-gradient, 0 for none
   * @param steps meta-steps
   * @param validate meta-steps between two validations, 0 for none
   */
  public record Training(Choice objective, Choice estimator, Choice outer, String schedule, double last, double clip, long steps,
      long validate) {}

  /** Values a hyper-parameter is chosen from, spaced evenly by logarithm, both ends included. */
  public record Grid(String hyperparameter, double from, double to, int points) {}

  public Experiment {
    contestants = List.copyOf(contestants);
    fallbacks = Map.copyOf(fallbacks);
  }

  /** The roots of all trees of parts; a tree that serves twice stands once. */
  public List<Choice> roots() {
    List<Choice> roots = new ArrayList<>(List.of(engine, optimizee));
    for (Trial trial : List.of(validation, test)) {
      if (!roots.contains(trial.optimizee)) {
        roots.add(trial.optimizee);
      }
    }
    for (Contestant c : contestants) {
      roots.add(c.optimizer);
      c.train.ifPresent(t -> roots.addAll(List.of(t.objective, t.estimator, t.outer)));
      c.arrays.ifPresent(roots::add);
    }
    return roots;
  }

  /** The file's name without folder and ending: what a run of it is called. */
  public String name() {
    String file = document.name().replace('\\', '/');
    return file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.json$", "");
  }
}
