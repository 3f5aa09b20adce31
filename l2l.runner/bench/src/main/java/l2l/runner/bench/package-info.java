/** How fast the project is on this machine, measured on its own code path, and how far from what the machine can do. */
@Export
@Version("1.0.0")
package l2l.runner.bench;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
