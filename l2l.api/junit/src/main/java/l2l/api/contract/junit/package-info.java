/** The laws of every kind of part as JUnit 5 tests: a part's test extends its kind's contract and says which part and which engine. */
@Export
@Version("1.1.0")
package l2l.api.contract.junit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
