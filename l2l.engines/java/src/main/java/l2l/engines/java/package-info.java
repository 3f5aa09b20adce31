/** The reference engine. */
@Export
@Version("1.0.0")
package l2l.engines.java;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
