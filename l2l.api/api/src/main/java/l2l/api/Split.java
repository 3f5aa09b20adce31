package l2l.api;

/** What examples are for: to learn from, to choose by, to judge by. They never overlap. */
public enum Split {
  TRAIN,
  VALIDATION,
  TEST
}
