/** What a run shows, rendered from plain data: statistics, tables, curves, progress, and one self-contained HTML page. */
@Export
@Version("1.0.0")
package l2l.runner.report;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
