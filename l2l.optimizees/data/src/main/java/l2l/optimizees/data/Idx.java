package l2l.optimizees.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The IDX format: a magic number 0x0000 08 rank, the lengths of the axes, then one byte a number, row-major; all big-endian.
 *
 * <p>Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
 *
 * @param shape lengths of the axes; the first counts the items
 * @param bytes the numbers
 */
record Idx(Path file, int[] shape, byte[] bytes) {

  private static final int MAGIC = 0x0800;

  /**
   * Reads a file of this rank: 1 for labels, 3 for images.
   *
   * @throws IOException if it is missing, cut short, too long, or of another kind
   */
  static Idx read(Path directory, String name, int rank) throws IOException {
    try (Bytes in = Bytes.open(directory, name, "mnist")) {
      int magic = ByteBuffer.wrap(in.exactly(4, "its magic number")).getInt();
      if (magic != MAGIC + rank) {
        throw new IOException(String.format(
            "%s is not an IDX file of %s: it begins with 0x%08X%s, not 0x%08X; check whether files were exchanged",
            in.file(), kind(rank), magic, magic == MAGIC + 4 - rank ? " (" + kind(4 - rank) + ")" : "", MAGIC + rank));
      }
      ByteBuffer axes = ByteBuffer.wrap(in.exactly(4 * rank, "its header"));
      int[] shape = new int[rank];
      long size = 1;
      for (int i = 0; i < rank; i++) {
        shape[i] = axes.getInt();
        size = shape[i] <= 0 || size > Integer.MAX_VALUE ? -1 : size * shape[i];
        if (size < 0 || size > Integer.MAX_VALUE - 8) {
          throw new IOException(in.file() + " announces an axis of " + shape[i] + ", which cannot be; it is damaged, fetch it anew");
        }
      }
      String what = shape[0] + " " + kind(rank) + (rank == 3 ? " of " + shape[1] + " x " + shape[2] : "");
      byte[] bytes = in.exactly((int) size, what);
      in.end(what);
      return new Idx(in.file(), shape, bytes);
    }
  }

  private static String kind(int rank) {
    return rank == 1 ? "labels" : "images";
  }
}
