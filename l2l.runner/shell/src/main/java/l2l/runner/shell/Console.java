package l2l.runner.shell;

import java.io.PrintStream;
import l2l.runner.report.ProgressBar;
import l2l.runner.report.Report;
import l2l.runner.report.Terminal;
import l2l.runner.report.TextPlot;
import l2l.runner.report.TextTable;
import l2l.runner.runs.Display;

/** Shows a run on a terminal: its progress on the standard error, its result on the standard output. */
final class Console implements Display {

  private final PrintStream out;
  private final Terminal terminal;
  private final ProgressBar bar;
  private final boolean quiet;

  /** @param quiet whether only the table is shown */
  Console(Caller caller, boolean quiet) {
    this.out = caller.out();
    this.terminal = caller.terminal();
    this.bar = new ProgressBar(caller.err(), System::nanoTime, terminal);
    this.quiet = quiet;
  }

  @Override
  public void phase(String name, String objective, long total) {
    if (!quiet) {
      bar.begin(name, objective, total);
    }
  }

  @Override
  public void advanced(long done, double value) {
    if (!quiet) {
      bar.update(done, value);
    }
  }

  @Override
  public void say(String sentence) {
    if (!quiet || sentence.startsWith("l2l: ")) {
      bar.say(sentence);
    }
  }

  @Override
  public void end() {
    bar.end();
  }

  @Override
  public void result(Report report) {
    out.println();
    out.print(TextTable.of(report, terminal));
    if (!quiet) {
      out.println();
      out.print(TextPlot.of(report.curves(), "f(x_t)", terminal));
      out.println();
    }
    out.flush();
  }
}
