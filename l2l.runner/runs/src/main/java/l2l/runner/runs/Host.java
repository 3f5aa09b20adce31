package l2l.runner.runs;

import java.util.Optional;
import java.util.concurrent.Executor;
import l2l.runner.store.RunIndex;
import l2l.runner.store.WorkbenchDirectory;

/**
 * What runs live in.
 *
 * @param workbench the folder that outlives the process, if this is a workbench; a command that does one thing has none
 * @param later does what no run has to wait for, one after the other
 */
record Host(Wiring.Sources sources, Slots slots, Optional<Workbench> workbench, Executor later) {

  /** A workbench's folder and its index of runs. */
  record Workbench(WorkbenchDirectory directory, RunIndex index) {}
}
