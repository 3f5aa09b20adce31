package l2l.engines.tape;

/** Where an operation gets the array of its result from. */
interface Room {

  /** An array with any content, every number of which the operation writes. */
  Dense any(int... shape);

  /** An array of zeros. */
  Dense zeros(int... shape);

  /** Whose derivative will come back to these numbers: has them cross over once, where that is worth it. */
  default void mirror(Dense d) {}

  /** Whether an elementwise result of n numbers computed from these may wait until it is asked for. */
  boolean waits(int n, Dense... in);

  /** Such a result. */
  Dense promised(Deferred how, int... shape);
}
