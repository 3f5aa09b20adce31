/** Derivatives of any order over arrays of any precision: what the engines share. Not a part; imported by engines alone. */
@Export
@Version("1.0.0")
package l2l.engines.tape;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
