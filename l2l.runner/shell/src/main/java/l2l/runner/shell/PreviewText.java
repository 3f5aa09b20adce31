package l2l.runner.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import l2l.runner.report.Terminal;
import l2l.runner.runs.Exchange;
import l2l.runner.runs.Preview;

/** A preview of a swap in words: the meta-loss of the next steps, with and without it. */
final class PreviewText {

  /** More steps than this are shown at even distances. */
  private static final int LINES = 20;

  private PreviewText() {}

  static String of(Preview preview, Terminal terminal) {
    int n = Math.max(preview.without().size(), preview.with().size());
    String handed = new Exchange(preview.steps(), "", "", Exchange.Cause.ASKED, false, preview.handed(), "").words();
    if (n == 0) {
      return "nothing is being trained now, so there is nothing to show; the swap would be: " + handed + "\n";
    }
    List<List<String>> lines = new ArrayList<>(List.of(List.of("META-STEP", "AS IT IS", "SWAPPED")));
    for (int k = 0; k < Math.min(n, LINES); k++) {
      int i = n <= LINES ? k : (int) Math.round(k * (n - 1.0) / (LINES - 1));
      lines.add(List.of("" + (preview.steps() + i + 1), figure(preview.without(), i), figure(preview.with(), i)));
    }
    lines.add(List.of("mean", mean(preview.without()), mean(preview.with())));
    return "meta-loss of the next " + n + " steps, tried on copies\n" + PartsText.columns(lines) + handed + "\nthe run goes on as it is\n";
  }

  private static String figure(List<Double> values, int i) {
    return i < values.size() ? String.format(Locale.ROOT, "%.4g", values.get(i)) : "-";
  }

  private static String mean(List<Double> values) {
    return values.isEmpty() ? "-"
        : String.format(Locale.ROOT, "%.4g", values.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
  }
}
