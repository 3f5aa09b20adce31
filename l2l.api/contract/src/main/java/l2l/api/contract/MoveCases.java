package l2l.api.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import l2l.api.state.Values;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;

/** Numbers put elsewhere: each number of the result is one of the input, or a sum of some, or 0. */
final class MoveCases {

  private MoveCases() {}

  static List<Case> all() {
    List<Case> all = new ArrayList<>(List.of(
        move("reshape(int[])", Case.of(2, 3), t -> t.reshape(3, 2), 0, 1, 2, 3, 4, 5),
        move("reshape(int[])", Case.of(1, 1), t -> t.reshape(), 0),
        move("transpose()", Case.of(2, 3), Tensor::transpose, 0, 3, 1, 4, 2, 5),
        move("transpose()", Case.of(2, 2, 2), Tensor::transpose, 0, 2, 1, 3, 4, 6, 5, 7),
        move("permute(int[])", Case.of(2, 3), t -> t.permute(1, 0), 0, 3, 1, 4, 2, 5),
        move("permute(int[])", Case.of(2, 1, 3), t -> t.permute(2, 0, 1), 0, 3, 1, 4, 2, 5),
        move("permute(int[])", Case.of(2, 2, 2), t -> t.permute(1, 2, 0), 0, 4, 1, 5, 2, 6, 3, 7),
        move("slice(int, int, int)", Case.of(2, 3), t -> t.slice(1, 1, 3), 1, 2, 4, 5),
        move("slice(int, int, int)", Case.of(3, 2), t -> t.slice(0, 1, 2), 2, 3),
        move("slice(int, int, int)", Case.of(4), t -> t.slice(0, 0, 4), 0, 1, 2, 3),
        move("pad(int, int, int)", Case.of(2, 2), t -> t.pad(1, 1, 3), -1, 0, 1, -1, 2, 3),
        move("pad(int, int, int)", Case.of(2), t -> t.pad(0, 2, 5), -1, -1, 0, 1, -1),
        move("gather(int, int[])", Case.of(4), t -> t.gather(0, 3, 0, 3), 3, 0, 3),
        move("gather(int, int[])", Case.of(2, 3), t -> t.gather(1, 2, 2, 0), 2, 2, 0, 5, 5, 3),
        move("gather(int, int[])", Case.of(2, 3), t -> t.gather(0, 1), 3, 4, 5),
        move("pick(int[])", Case.of(2, 3), t -> t.pick(2, 0), 2, 3),
        move("concat(int, List)", Case.of(2, 2), t -> t.engine().concat(1, List.of(t.slice(1, 1, 2), t)), 1, 0, 1, 3, 2, 3),
        move("concat(int, List)", Case.of(3), t -> t.engine().concat(0, List.of(t, t.engine().zeros(1), t)), 0, 1, 2, -1, 0, 1, 2),
        move("concat(int, List)", Case.of(1, 2), t -> t.engine().concat(0, List.of(t)), 0, 1),
        add("scatter(int, int, int[])", Case.of(3), t -> t.scatter(0, 4, 3, 0, 3), 4, 3, 0, 3),
        add("scatter(int, int, int[])", Case.of(2, 2), t -> t.scatter(1, 3, 2, 0), 6, 2, 0, 5, 3),
        add("scatter(int, int, int[])", Case.of(2, 2), t -> t.scatter(0, 2, 1, 1), 4, 2, 3, 2, 3)));
    for (int[] p : new int[][] {{2, 1, 0}, {3, 1, 1}, {2, 2, 1}, {1, 2, 0}, {3, 2, 2}}) {
      all.add(patches(new int[] {1, 3, 4, 1}, p[0], p[1], p[2]));
      all.add(unpatches(new int[] {1, 3, 4, 1}, p[0], p[1], p[2]));
    }
    all.add(patches(new int[] {2, 2, 2, 2}, 2, 1, 1));
    all.add(unpatches(new int[] {2, 2, 2, 2}, 2, 1, 1));
    return all;
  }

  /** Number i of the result is number from[i] of the input, or 0 for -1. */
  private static Case move(String operation, Values at, UnaryOperator<Tensor> f, int... from) {
    return new Case(operation, "", at, x -> f.apply(x.get("a")),
        v -> Arrays.stream(from).mapToDouble(i -> i < 0 ? 0 : v.doubles("a")[i]).toArray());
  }

  /** Number i of the input is added to number to[i] of the result. */
  private static Case add(String operation, Values at, UnaryOperator<Tensor> f, int size, int... to) {
    return new Case(operation, "", at, x -> f.apply(x.get("a")), v -> {
      double[] y = new double[size];
      for (int i = 0; i < to.length; i++) {
        y[to[i]] += v.doubles("a")[i];
      }
      return y;
    });
  }

  private static Case patches(int[] image, int kernel, int stride, int padding) {
    return move("patches(int, int, int)", Case.of(image), t -> t.patches(kernel, stride, padding), places(image, kernel, stride, padding));
  }

  private static Case unpatches(int[] image, int kernel, int stride, int padding) {
    int[] places = places(image, kernel, stride, padding);
    int rows = (image[1] + 2 * padding - kernel) / stride + 1;
    int columns = (image[2] + 2 * padding - kernel) / stride + 1;
    Values at = Case.of(image[0], rows, columns, kernel * kernel * image[3]);
    return new Case("unpatches(int, int, int, int, int)", "kernel " + kernel + ", stride " + stride + ", padding " + padding, at,
        x -> x.get("a").unpatches(image[1], image[2], kernel, stride, padding), v -> {
          double[] y = new double[Shape.size(image)];
          for (int i = 0; i < places.length; i++) {
            if (places[i] >= 0) {
              y[places[i]] += v.doubles("a")[i];
            }
          }
          return y;
        });
  }

  /** For every number of the patches the pixel it comes from, -1 beyond the border. */
  private static int[] places(int[] image, int kernel, int stride, int padding) {
    List<Integer> places = new ArrayList<>();
    for (int n = 0; n < image[0]; n++) {
      for (int y = -padding; y + kernel <= image[1] + padding; y += stride) {
        for (int x = -padding; x + kernel <= image[2] + padding; x += stride) {
          for (int k = 0; k < kernel * kernel * image[3]; k++) {
            int row = y + k / image[3] / kernel;
            int column = x + k / image[3] % kernel;
            boolean inside = row >= 0 && row < image[1] && column >= 0 && column < image[2];
            places.add(inside ? ((n * image[1] + row) * image[2] + column) * image[3] + k % image[3] : -1);
          }
        }
      }
    }
    return places.stream().mapToInt(i -> i).toArray();
  }
}
