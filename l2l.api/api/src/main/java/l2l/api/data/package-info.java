/** Where numbers come from: data sets and files of named arrays. */
@Export
@Version("1.0.0")
package l2l.api.data;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
