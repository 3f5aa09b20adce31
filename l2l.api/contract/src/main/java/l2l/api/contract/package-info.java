/**
 * The laws every part obeys, as plain classes: no test framework is needed to check them. Each kind of part has its class of laws
 * ({@code OptimizerLaws}, {@code EngineLaws}, …) whose {@code of} lists them; {@code PartLaws} lists those for whatever a service is, all of
 * them or the quick ones.
 */
@Export
@Version("1.1.0")
package l2l.api.contract;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
