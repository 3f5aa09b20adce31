/** An experiment as one JSON file: read, checked against the parts that are there, and bound to their services. */
@Export
@Version("1.0.0")
package l2l.runner.experiment;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
