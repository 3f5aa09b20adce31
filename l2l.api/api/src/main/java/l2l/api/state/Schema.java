package l2l.api.state;

/** A part's name and the edition of what its values mean. The edition stands in {@link l2l.api.Part}. */
public record Schema(String name, int edition) {
  @Override
  public String toString() {
    return name + " edition " + edition;
  }
}
