package l2l.runner.control;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Somebody at another terminal whose command a workbench does. Once they are gone, what is written goes nowhere and fails. */
public interface Peer {

  /** What they typed. */
  Call call();

  /** Their standard output. */
  OutputStream out();

  /** Their standard error. */
  OutputStream err();

  /** The next line they type; waits for it. Empty where no more comes. */
  Optional<String> line() throws IOException, InterruptedException;

  /** Whether they left, or the workbench ends; otherwise an interrupt of the command's thread is their Ctrl-C. */
  boolean gone();
}
