package l2l.runner.experiment;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which name was meant, by the fewest letters inserted, left out, changed or swapped (Damerau 1964; Levenshtein 1966). */
public final class Nearest {

  private Nearest() {}

  /** The nearest of the names, if it is near: at most a third of the letters differ, or two. */
  public static Optional<String> to(String name, Collection<String> names) {
    int near = Math.max(2, name.length() / 3);
    return names.stream().filter(n -> distance(name, n) <= Math.min(near, Math.max(name.length(), n.length()) - 1))
        .min(Comparator.<String>comparingInt(n -> distance(name, n)).thenComparing(n -> n));
  }

  /** "; did you mean lstm?", or nothing. */
  public static String hint(String name, Collection<String> names) {
    return to(name, names).map(n -> "; did you mean " + n + "?").orElse("");
  }

  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = lower(a, i - 1) == lower(b, j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        if (i > 1 && j > 1 && lower(a, i - 1) == lower(b, j - 2) && lower(a, i - 2) == lower(b, j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }

  private static char lower(String s, int i) {
    return Character.toLowerCase(s.charAt(i));
  }
}
