/** Runs: how they begin, go on while parts come and go, pause, and end. */
@Export
@Version("1.0.0")
package l2l.runner.runs;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
