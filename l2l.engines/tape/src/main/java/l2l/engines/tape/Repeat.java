package l2l.engines.tape;

/** Each number so many times, one behind the other. */
record Repeat(int times) implements Waiting {

  @Override
  public boolean whole(int i) {
    return true;
  }

  @Override
  public int code() {
    return 202;
  }

  @Override
  public void block(Loops loops, Object[] in, Object out, int first, int n) {
    int row = first / times;
    double[] values = loops.doubles(in[0], row, (first + n - 1) / times + 1 - row);
    for (int at = 0; at < n; row++) {
      int length = Math.min((row + 1) * times - first, n) - at;
      loops.fill(out, at, length, values[row - first / times]);
      at += length;
    }
  }
}
