package l2l.api.tensor;

import org.osgi.annotation.versioning.ProviderType;

/** The raw numbers behind a tensor, row-major from index 0, as a {@link Primitive} works on them. */
@ProviderType
public interface Buffer {

  int[] shape();

  int size();

  /** The array itself; it may be longer than {@link #size}. Throws {@link IllegalStateException} where precision is DOUBLE. */
  float[] floats();

  /** The array itself; it may be longer than {@link #size}. Throws {@link IllegalStateException} where precision is FLOAT. */
  double[] doubles();
}
