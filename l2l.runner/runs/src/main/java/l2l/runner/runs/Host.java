package l2l.runner.runs;

import java.util.Optional;
import l2l.runner.store.RunIndex;
import l2l.runner.store.WorkbenchDirectory;

/**
 * What runs live in.
 *
 * @param workbench the folder that outlives the process, if this is a workbench; a command that does one thing has none
 */
record Host(Wiring.Sources sources, Slots slots, Optional<Workbench> workbench) {

  /** A workbench's folder and its index of runs. */
  record Workbench(WorkbenchDirectory directory, RunIndex index) {}
}
