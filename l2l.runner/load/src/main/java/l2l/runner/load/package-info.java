/** Jars dropped into a folder: kept by hash, held side by side, judged before experiments see them, and explained where they do not. */
@Export
@Version("1.0.0")
package l2l.runner.load;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
