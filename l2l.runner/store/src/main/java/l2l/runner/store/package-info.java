/** What a run leaves behind: its directory, its records, its snapshots, and trained optimizers as files. */
@Export
@Version("1.0.0")
package l2l.runner.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
