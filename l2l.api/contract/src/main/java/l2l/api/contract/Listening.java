package l2l.api.contract;

import java.util.List;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Tensor;

/** The calls an engine makes on the {@link Twin}. */
final class Listening implements Primitive {
  private final Twin twin = new Twin(true);
  private final StringBuilder heard = new StringBuilder();

  @Override
  public boolean speaks(Precision precision) {
    return true;
  }

  @Override
  public List<int[]> outputs(List<int[]> in) {
    return twin.outputs(in);
  }

  @Override
  public List<int[]> saved(List<int[]> in) {
    return twin.saved(in);
  }

  @Override
  public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
    heard.append(saved == null ? "forward " : "saving ");
    twin.forward(kernel, in, out, saved);
  }

  @Override
  public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
    heard.append("backward");
    for (Buffer b : outAdjoint) {
      heard.append(b == null ? "-" : "+");
    }
    heard.append(">");
    for (Buffer b : inAdjoint) {
      heard.append(b == null ? "-" : "+");
    }
    heard.append(" ");
    twin.backward(kernel, in, out, saved, outAdjoint, inAdjoint);
  }

  @Override
  public List<Tensor> plain(List<Tensor> in) {
    heard.append("plain ");
    return twin.plain(in);
  }

  String heard() {
    String all = heard.toString().strip();
    heard.setLength(0);
    return all;
  }
}
