package l2l.runner.kit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One clause of a bundle's header: names, and what is said of them. OSGi Core 8, section 3.2.4.
 *
 * @param name before the first semicolon; of several names one clause each
 * @param values attributes and directives, those with their colon: "version", "resolution:"
 */
record Clause(String name, Map<String, String> values) {

  /** The clauses of a header, or none of a header that is not there. */
  static List<Clause> of(String header) {
    List<Clause> clauses = new ArrayList<>();
    for (String text : split(header == null ? "" : header, ',')) {
      List<String> names = new ArrayList<>();
      Map<String, String> values = new LinkedHashMap<>();
      for (String piece : split(text, ';')) {
        int at = piece.indexOf('=');
        if (at < 0 || piece.startsWith("\"")) {
          names.add(piece);
        } else {
          values.put(piece.substring(0, at).strip(), piece.substring(at + 1).strip().replaceAll("^\"|\"$", ""));
        }
      }
      names.forEach(name -> clauses.add(new Clause(name, values)));
    }
    return clauses;
  }

  /** What stands between separators outside quotes, blanks taken off, empty pieces left out. */
  private static List<String> split(String text, char separator) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    boolean quoted = false;
    for (char c : (text + separator).toCharArray()) {
      quoted ^= c == '"';
      if (c == separator && !quoted) {
        if (!piece.toString().isBlank()) {
          pieces.add(piece.toString().strip());
        }
        piece.setLength(0);
      } else {
        piece.append(c);
      }
    }
    return pieces;
  }
}
