/** The nouns of learning to learn: what is minimised, what minimises it, how good that was, and how to improve it. */
@Export
@Version("1.1.0")
package l2l.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
