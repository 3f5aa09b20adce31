package l2l.optimizees.cnn;

import java.util.ArrayList;
import java.util.List;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * The blocks of a convolutional network, in ordinary operations, so that it can be differentiated any number of times.
 *
 * @param image [h, w, channels]
 * @param channels filters of each block
 * @param widths numbers that leave the last block, units of each fully connected layer, classes
 * @param epsilon of the batch normalisation, negative where there is none
 */
record Layers(int[] image, int[] channels, int kernel, int[] widths, double epsilon) {

  /** A tensor of x. */
  record Parameter(String name, int... shape) {}

  /** @throws IllegalArgumentException if the examples are no images, or too small for so many blocks */
  static Layers of(int[] image, int classes, Cnn.Config config) {
    if (image.length != 3) {
      throw new IllegalArgumentException(
          "cnn: examples have shape " + Shape.text(image) + " and are no images [h, w, channels]; choose other 'data'");
    }
    int[] channels = config.channels();
    int[] hidden = config.hidden();
    int h = image[0] >> channels.length;
    int w = image[1] >> channels.length;
    if (h == 0 || w == 0) {
      throw new IllegalArgumentException("cnn: " + channels.length + " blocks halve images of " + image[0] + " x " + image[1]
          + " to nothing; give fewer 'channels'");
    }
    int[] widths = new int[hidden.length + 2];
    widths[0] = h * w * (channels.length == 0 ? image[2] : channels[channels.length - 1]);
    System.arraycopy(hidden, 0, widths, 1, hidden.length);
    widths[hidden.length + 1] = classes;
    return new Layers(image.clone(), channels, config.kernel(), widths, config.normalize() ? config.epsilon() : -1);
  }

  List<Parameter> parameters() {
    var all = new ArrayList<Parameter>();
    int from = image[2];
    for (int i = 0; i < channels.length; i++) {
      all.add(new Parameter("conv." + i + ".filter", kernel * kernel * from, channels[i]));
      all.add(new Parameter("conv." + i + ".bias", channels[i]));
      addNorm(all, i, channels[i]);
      from = channels[i];
    }
    for (int i = 0; i + 1 < widths.length; i++) {
      all.add(new Parameter("fc." + i + ".weight", widths[i], widths[i + 1]));
      all.add(new Parameter("fc." + i + ".bias", widths[i + 1]));
      if (i + 2 < widths.length) {
        addNorm(all, channels.length + i, widths[i + 1]);
      }
    }
    return all;
  }

  private void addNorm(List<Parameter> all, int i, int width) {
    if (epsilon >= 0) {
      all.add(new Parameter("norm." + i + ".scale", width));
      all.add(new Parameter("norm." + i + ".shift", width));
    }
  }

  /** Images [n, h, w, channels] become scores [n, classes]; the greater, the likelier the class. */
  Tensor scores(Tensors x, Tensor images) {
    List<Tensor> in = new ArrayList<>(List.of(images));
    for (int i = 0; i < channels.length; i++) {
      in.add(x.get("conv." + i + ".filter"));
      in.add(x.get("conv." + i + ".bias"));
      if (epsilon >= 0) {
        in.add(x.get("norm." + i + ".scale"));
        in.add(x.get("norm." + i + ".shift"));
      }
    }
    Tensor a = channels.length == 0 ? blocks(in) : images.engine().apply(new Blocks(this), in).get(0);
    for (int i = 0; i + 1 < widths.length; i++) {
      a = linear(a, x.get("fc." + i + ".weight"), x.get("fc." + i + ".bias"));
      if (i + 2 < widths.length) {
        int norm = channels.length + i;
        a = (epsilon < 0 ? a : normalized(a, x.get("norm." + norm + ".scale"), x.get("norm." + norm + ".shift"))).relu();
      }
    }
    return a;
  }

  /** Images and every block's filter, bias, scale and shift become what leaves the last block, [n, numbers of an image]. */
  Tensor blocks(List<Tensor> in) {
    Tensor a = in.get(0);
    for (int i = 0; i < channels.length; i++) {
      int at = 1 + i * (epsilon >= 0 ? 4 : 2);
      int[] s = a.shape();
      Tensor patches = a.patches(kernel, 1, kernel / 2).reshape(s[0] * s[1] * s[2], kernel * kernel * s[3]);
      Tensor sums = linear(patches, in.get(at), in.get(at + 1));
      Tensor normal = epsilon < 0 ? sums : normalized(sums, in.get(at + 2), in.get(at + 3));
      a = pooled(normal.reshape(s[0], s[1], s[2], channels[i])).relu();
    }
    return a.reshape(a.shape()[0], widths[0]);
  }

  private static Tensor linear(Tensor rows, Tensor weight, Tensor bias) {
    return rows.matmul(weight).plus(down(bias, rows.shape()[0]));
  }

  /** [c] repeated in n rows. */
  private static Tensor down(Tensor row, int n) {
    return row.reshape(1, row.size()).spread(n, row.size());
  }

  /**
   * Batch normalisation of rows [n, c]: (a - mean) / sqrt(variance + epsilon) * scale + shift, mean and variance of each column.
   *
   * <p>Ioffe, Szegedy 2015, algorithm 1.
   */
  private Tensor normalized(Tensor a, Tensor scale, Tensor shift) {
    int n = a.shape()[0];
    Tensor centred = a.minus(down(a.mean(0), n));
    Tensor factor = centred.square().mean(0).plus(epsilon).power(-0.5).times(scale);
    return centred.times(down(factor, n)).plus(down(shift, n));
  }

  /**
   * The greatest of every 2 x 2 pixels, [n, h, w, c] to [n, h / 2, w / 2, c]; a last odd row or column is left out. Pooling before the
   * ReLU gives the same numbers as after it, for a quarter of the work.
   */
  private static Tensor pooled(Tensor a) {
    int[] s = a.shape();
    int h = s[1] / 2;
    int w = s[2] / 2;
    Tensor even = s[1] % 2 == 0 ? a : a.slice(1, 0, 2 * h);
    even = s[2] % 2 == 0 ? even : even.slice(2, 0, 2 * w);
    return even.reshape(s[0], h, 2, 2 * w, s[3]).max(2).reshape(s[0], h, w, 2, s[3]).max(3);
  }
}
