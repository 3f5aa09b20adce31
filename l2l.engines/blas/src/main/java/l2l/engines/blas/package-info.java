/** The production engine: float or double, matrix products by the OpenBLAS that ND4J ships, and ND4J's arrays at the edge. */
@Export
@Version("1.0.0")
package l2l.engines.blas;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
