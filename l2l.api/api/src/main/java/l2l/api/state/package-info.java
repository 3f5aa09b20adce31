/** What leaves a run: plain named arrays, snapshots, and how a part takes over another's. */
@Export
@Version("1.0.0")
package l2l.api.state;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
