/** Arrays of reals, and the engines that compute with them and differentiate. */
@Export
@Version("1.1.0")
package l2l.api.tensor;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
