package l2l.optimizees.cnn;

/**
 * The sizes of one block, of convolution, batch normalisation, pooling and ReLU, and where its numbers lie.
 *
 * <p>Of a chunk of images, rows of pixels lie one behind the other, each of all images: what pooling leaves as [h / 2, images, w / 2,
 * out], what the convolution gives as [h, even columns | odd columns | a last odd one, images, …, out]: so pooling and all that is
 * elementwise run along hundreds of numbers.
 *
 * @param in channels of its input
 * @param out its filters
 * @param kernel side of a filter
 */
record Block(int h, int w, int in, int out, int kernel) {

  int padding() {
    return kernel / 2;
  }

  /** Numbers of a patch: of the pixels under one row of a filter. */
  int columns() {
    return kernel * in;
  }

  int filter() {
    return kernel * kernel * in * out;
  }

  /** Numbers the convolution makes of so many images. */
  int full(int images) {
    return h * row(images);
  }

  /** Numbers of one row of pixels of so many images. */
  int row(int images) {
    return images * w * out;
  }

  /** Numbers pooling leaves of so many images. */
  int pooled(int images) {
    return (h / 2) * run(images);
  }

  /** Numbers pooling leaves of two rows of so many images. */
  int run(int images) {
    return images * (w / 2) * out;
  }

  /** Where pixel x of that image stands in a row of so many images. */
  int place(int images, int image, int x) {
    int half = w / 2;
    return x < 2 * half ? (x % 2 * images + image) * half + x / 2 : 2 * images * half + image;
  }
}
