package l2l.runner.loop;

import java.util.Optional;
import l2l.api.tensor.Tensors;

/** Where a contestant stands on its way to the test: being trained, tuned or tested. */
public sealed interface Stage {

  /** Its name. */
  String contestant();

  /** Theta as it stands, of this run's engine. */
  Tensors theta();

  /** Meta-training between two meta-steps. */
  record Training(String contestant, MetaTraining.State state) implements Stage {
    @Override
    public Tensors theta() {
      return state.theta();
    }
  }

  /**
   * The choice of a hyper-parameter between two draws.
   *
   * @param theta before anything is chosen
   * @param means of the values of the grid that are through
   * @param draws done with the next value
   * @param partial what these draws came to
   */
  record Tuning(String contestant, Tensors theta, Optional<Contestant.Trained> trained, double[] means, int draws, Curves partial)
      implements Stage {}

  /**
   * The test between two draws.
   *
   * @param draws done
   * @param partial what these draws came to
   */
  record Testing(String contestant, Tensors theta, Optional<Contestant.Trained> trained,
      Optional<l2l.runner.loop.Tuning.Chosen> chosen, int draws, Curves partial) implements Stage {}
}
