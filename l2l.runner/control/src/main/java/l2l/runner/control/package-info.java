/** How a terminal and a workbench talk: frames over 127.0.0.1, behind a token. Of the JDK alone, for both ends use it. */
@Export
@Version("1.0.0")
package l2l.runner.control;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
