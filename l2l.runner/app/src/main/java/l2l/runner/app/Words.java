package l2l.runner.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the launcher itself reads of a command line: who is to do it, and in which directory a workbench may be.
 *
 * @param all words
 * @param here the working directory, absolute
 */
record Words(List<String> all, Path here, Map<String, String> environment) {

  private static final String DIRECTORY = "--directory";

  /** Done in a container of their own, even where a workbench is up. */
  private static final Set<String> ALONE = Set.of("workbench", "check", "new", "bench", "help");

  /** Done by a workbench or not at all, and known here so that no container is started to say so. */
  private static final Set<String> WORKBENCH_ONLY = Set.of("attach", "stop");

  String command() {
    return all.isEmpty() ? "" : all.get(0);
  }

  /** Whether a container of its own does it. */
  boolean alone() {
    return all.isEmpty() || command().startsWith("-") || ALONE.contains(command()) || all.contains("--help") || all.contains("-h");
  }

  boolean needsWorkbench() {
    return WORKBENCH_ONLY.contains(command());
  }

  /** Whether it starts a workbench; with words that mean something else, the command line is to refuse them. */
  boolean startsWorkbench() {
    return command().equals("workbench") && rest().stream().allMatch("--background"::equals);
  }

  boolean background() {
    return rest().contains("--background");
  }

  /** Whether it ends a workbench, not a run. */
  boolean stopsWorkbench() {
    return command().equals("stop") && rest().stream().allMatch("--when-idle"::equals);
  }

  /** The words after the command, without --directory and its value. */
  private List<String> rest() {
    List<String> rest = new java.util.ArrayList<>(all.subList(Math.min(1, all.size()), all.size()));
    int at = rest.indexOf(DIRECTORY);
    if (at >= 0 && at + 1 < rest.size()) {
      rest.subList(at, at + 2).clear();
    }
    rest.removeIf(w -> w.startsWith(DIRECTORY + "="));
    return rest;
  }

  /** The directory of a workbench: --directory where that means it, else L2L_WORKBENCH, else "workbench" here. */
  Path directory() {
    String named = environment.getOrDefault("L2L_WORKBENCH", "");
    if (needsWorkbench() || command().equals("workbench")) {
      for (int i = 1; i < all.size(); i++) {
        String word = all.get(i);
        if (word.startsWith(DIRECTORY + "=")) {
          named = word.substring(DIRECTORY.length() + 1);
        } else if (word.equals(DIRECTORY) && i + 1 < all.size()) {
          named = all.get(i + 1);
        }
      }
    }
    return here.resolve(named.isEmpty() ? "workbench" : named).normalize();
  }

  /** How to say a command to the workbench of this directory from here, such as "l2l attach --directory bench". */
  String saying(String command) {
    boolean usual = new Words(List.of(command), here, environment).directory().equals(directory());
    Path shown = directory().startsWith(here) && !directory().equals(here) ? here.relativize(directory()) : directory();
    return "l2l " + command + (usual ? "" : " " + DIRECTORY + " " + quoted(shown.toString()));
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./=:,+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
