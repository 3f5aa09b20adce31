package l2l.runner.runs;

import java.util.Optional;
import l2l.runner.load.Code;
import l2l.runner.load.Verdicts;
import l2l.runner.store.GenerationRow;
import l2l.runner.store.RunIndex;

/** What a workbench remembers of jars, in its index. */
record Memory(RunIndex index) implements Verdicts {

  @Override
  public Optional<Remembered> of(String sha256) {
    return index.generation(sha256).map(g -> new Remembered(sha256, Optional.of(g.verdict()).filter(s -> !s.isEmpty()).map(Code::valueOf),
        g.sentence(), g.next(), g.faults(), Optional.of(g.quarantine()).filter(q -> !q.isEmpty())));
  }

  @Override
  public void keep(Remembered known) {
    index.put(new GenerationRow(known.sha256(), known.verdict().map(Code::name).orElse(""), known.sentence(), known.next(),
        known.faults(), known.quarantine().orElse("")));
  }
}
