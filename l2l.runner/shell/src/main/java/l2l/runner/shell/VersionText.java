package l2l.runner.shell;

import picocli.CommandLine.IVersionProvider;

/** What --version prints. */
record VersionText(Workplace place) implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {place.version()};
  }
}
