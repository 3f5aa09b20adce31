/** What a user types: the command line, and the commands of the long-lived workbench. */
@Export
@Version("1.0.0")
package l2l.runner.shell;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
