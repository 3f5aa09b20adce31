package l2l.runner.load;

/** Why a part, a bundle or a jar is, or is not, there to be used. */
public enum Code {
  /** It is there. */
  READY,
  /** It needs a package, a bundle or a Java that is not there. */
  RESOLVE,
  /** It needs a service that nothing provides. */
  REFERENCE,
  /** What it says of its components or settings cannot be used, or a setting must be given first. */
  CONFIG,
  /** It threw when it was started or made. */
  ACTIVATE,
  /** It breaks a law that every part obeys. */
  CONTRACT,
  /** It is being judged. */
  PROBATION,
  /** It failed in runs, or somebody put it away. */
  QUARANTINED,
  /** Another generation or bundle of its name is used in its place. */
  SHADOWED,
  /** Its jar is gone, but something still uses its code. */
  PINNED,
  /** It is not a bundle. */
  JUNK,
  /** Its jar is gone. */
  WITHDRAWN,
  /** Nobody knows the name. */
  UNKNOWN
}
