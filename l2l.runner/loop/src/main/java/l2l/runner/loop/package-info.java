/** The inner loop, meta-training, tuning and comparing: pure computing, given parts as objects; no files, no services. */
@Export
@Version("1.0.0")
package l2l.runner.loop;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
