/** For authors of plugins: a project to begin with, a verdict on a jar, a run that takes every build. */
@Export
@Version("1.0.0")
package l2l.runner.kit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
