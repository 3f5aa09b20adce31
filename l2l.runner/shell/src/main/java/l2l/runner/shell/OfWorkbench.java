package l2l.runner.shell;

/** Marks a command that means something only where a workbench is up; elsewhere it is refused in one sentence. */
interface OfWorkbench {}
