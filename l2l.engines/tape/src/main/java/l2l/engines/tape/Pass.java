package l2l.engines.tape;

/** One forward-mode differentiation under way; its numbers carry it, so that none outlives it. */
final class Pass {
  final long level;
  private volatile boolean closed;

  Pass(long level) {
    this.level = level;
  }

  void close() {
    closed = true;
  }

  /** Refuses a number of a derivative that has returned. */
  void checkOpen() {
    if (closed) {
      throw Tape.over();
    }
  }
}
