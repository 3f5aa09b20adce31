/** What a run leaves behind, also when it is killed: its directory, its record, its snapshots; and the directory of a workbench. */
@Export
@Version("1.0.0")
package l2l.runner.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
