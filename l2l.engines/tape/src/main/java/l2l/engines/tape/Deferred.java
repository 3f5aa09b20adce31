package l2l.engines.tape;

/** How numbers that nobody has asked for yet are to be computed. Holds its inputs; a tensor drops it once its numbers are there. */
final class Deferred {

  /** Operations that may wait for one another: what nobody asks for holds no more than so many arrays. */
  private static final int MOST = 32;

  /** Numbers from which on a pass over memory less is worth waiting for. */
  private static final int WORTH = 1 << 12;

  final Elementwise operation;
  final Dense[] in;
  private final int operations;

  /** The chain that computed these numbers on its way and did not write them down, and their place there. */
  private volatile Chain.Kind passedOver;
  private int place;

  /** @param in what is looked at as a whole, or asked for a second time, is computed at once */
  Deferred(Elementwise operation, Dense... in) {
    this.operation = operation;
    this.in = in;
    int under = settle(true);
    this.operations = 1 + (under < MOST ? under : settle(false));
    for (Dense d : in) {
      d.read();
    }
  }

  /** How often the numbers of a tensor are still to be read. */
  int reads(Dense d) {
    int reads = 0;
    for (Dense one : in) {
      reads += one == d ? 1 : 0;
    }
    return reads;
  }

  /** The numbers are there, or nobody can ask for them any more. */
  void over() {
    for (Dense d : in) {
      d.unread();
    }
  }

  /** Computes what is not to wait; how many operations then wait underneath. */
  private int settle(boolean wait) {
    int sum = 0;
    for (int i = 0; i < in.length; i++) {
      Deferred under = in[i].deferred();
      if (under != null && (!wait || operation.whole(i) || under.passedOver() || under.operation.alone())) {
        in[i].data();
      } else if (under != null) {
        sum += under.operations;
      }
    }
    return sum;
  }

  /** Whether a result of n numbers had better wait until it is asked for. */
  static boolean worth(int n) {
    return n >= WORTH;
  }

  boolean passedOver() {
    return passedOver != null;
  }

  /** Notes that these numbers were not written down. */
  void passOver(Chain.Kind kind, int at) {
    place = at;
    passedOver = kind;
  }

  /** These numbers are asked for after all: next time the same chain writes them down in passing. */
  void wanted() {
    Chain.Kind kind = passedOver;
    if (kind != null) {
      kind.want(place);
    }
  }
}
