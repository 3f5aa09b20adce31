package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import l2l.runner.load.Code;
import l2l.runner.load.Generation;
import l2l.runner.load.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** Every way in which a part can be missing, with a bundle that is broken so. */
class WhyTest {

  private static final String NAME = "acme.broken";

  private final Load load = new Load();

  @AfterEach
  void empty() throws InterruptedException, IOException {
    load.empty();
    assertTrue(Arrays.stream(Container.CONTEXT.getBundles()).anyMatch(b -> b.getState() == Bundle.ACTIVE
        && "l2l.runner.load".equals(b.getSymbolicName())), "the container did not stay up");
  }

  private Generation refused(PluginJar jar) throws InterruptedException {
    return Load.await(load.drop("broken.jar", jar), Status.REFUSED);
  }

  @Test
  void saysThatItIsThereAndWhichLawsItKeeps() throws Exception {
    Load.await(load.drop("good.jar", Load.optimizer(NAME, "1.0.0")), Status.READY);
    Load.assertWhy(NAME, Code.READY, NAME + " 1.0.0", "optimizer " + NAME, "laws");
    assertEquals(1, Load.seen(NAME).size());
  }

  @Test
  void resolveNamesThePackageAndItsRange() throws Exception {
    refused(Load.optimizer(NAME, "1.0.0").imports("org.acme.linear;version=\"[2.1,3)\""));
    Load.assertWhy(NAME, Code.RESOLVE, NAME + " 1.0.0", "org.acme.linear in version [2.1", ",3", "no bundle here has it");
    Load.assertWhy("broken.jar", Code.RESOLVE);
    Load.assertWhy("broken", Code.RESOLVE);
  }

  @Test
  void resolveNamesTheVersionThatIsThere() throws Exception {
    refused(Load.optimizer(NAME, "1.0.0").header("Import-Package", "l2l.api;version=\"[9,10)\",l2l.api.tensor"));
    Load.assertWhy(NAME, Code.RESOLVE, "the package l2l.api in version [9", "here is only 1.", "of l2l.api");
  }

  @Test
  void resolveNamesTheJava() throws Exception {
    refused(Load.optimizer(NAME, "1.0.0").header("Require-Capability",
        "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\""));
    Load.assertWhy(NAME, Code.RESOLVE, "JavaSE 99", "this is Java " + Runtime.version().feature());
  }

  @Test
  void resolveLooksThroughOtherJarsAndTriesAgainWhenTheyCome() throws Exception {
    String sha = load.drop("broken.jar", Load.optimizer(NAME, "1.0.0").imports("acme.tools"));
    Load.await(sha, Status.REFUSED);
    Load.await(load.drop("tools.jar", new PluginJar(Load.api(), "acme.tools", "1.0.0").header("Export-Package", "acme.tools")
        .source("acme.tools.Tool", "package acme.tools; public class Tool {}")), Status.READY);
    Load.await(sha, Status.READY);
    Load.assertWhy("acme.tools", Code.READY, "no parts");
  }

  @Test
  void referenceNamesTheService() throws Exception {
    refused(Load.optimizer(NAME, "1.0.0").part(NAME, "<reference name=\"source\" interface=\"javax.sql.DataSource\" field=\"source\"/>"));
    Load.assertWhy(NAME, Code.REFERENCE, "javax.sql.DataSource", "part " + NAME);
  }

  @Test
  void configNamesTheDocumentThatCannotBeRead() throws Exception {
    refused(Load.optimizer(NAME, "1.0.0").entry("OSGI-INF/metatype/broken.xml", "<MetaData><OCD></MetaData>"));
    Load.assertWhy(NAME, Code.CONFIG, "settings in OSGI-INF/metatype/broken.xml", "OCD");
  }

  @Test
  void configNamesAPartThatIsNone() throws Exception {
    refused(Load.optimizer(NAME, "1.0.0").entry("OSGI-INF/" + NAME + ".Plugin.xml", """
        <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="x" configuration-policy="require">
          <property name="l2l.name" type="String" value="acme.broken"/>
          <service><provide interface="java.lang.Runnable"/></service>
          <implementation class="acme.broken.Plugin"/>
        </scr:component>
        """));
    Load.assertWhy(NAME, Code.CONFIG, "a part " + NAME);
  }

  @Test
  void aSettingThatMustBeGivenIsSaidAndThePartIsLetIn() throws Exception {
    Load.await(load.drop("given.jar", Load.optimizer(NAME, "1.0.0").settings(NAME, "<AD id=\"folder\" type=\"String\"/>")), Status.READY);
    Load.assertWhy(NAME, Code.READY, "not tried", "setting 'folder' must be given");
  }

  @Test
  void activateSaysWhatAConstructorThrew() throws Exception {
    refused(Load.optimizer(NAME, "1.0.0", "public Plugin() { throw new IllegalStateException(\"no coffee\"); }", PluginJar.DESCENT));
    Load.assertWhy(NAME, Code.ACTIVATE, "part " + NAME, "IllegalStateException: no coffee");
  }

  @Test
  void activateSaysWhatAnActivatorThrew() throws Exception {
    refused(Load.optimizer(NAME, "1.0.0").imports("org.osgi.framework").header("Bundle-Activator", "acme.broken.None"));
    Load.assertWhy(NAME, Code.ACTIVATE, "acme.broken.None");
  }

  @Test
  void contractNamesTheLaw() throws Exception {
    refused(Load.optimizer(NAME, "1.0.0", "private int calls;",
        "return new Step(seen.gradient().map(g -> g.times(-0.01 * ++calls)), state);"));
    Load.assertWhy(NAME, Code.CONTRACT, "optimizer " + NAME + " breaks the law ", "Seen: ");
  }

  @Test
  void contractSaysWhatAStepThrew() throws Exception {
    refused(Load.optimizer(NAME, "1.0.0", "", "throw new UnsupportedOperationException(\"not yet\");"));
    Load.assertWhy(NAME, Code.CONTRACT, "not yet");
  }

  @Test
  void aHangIsOnProbationThenRefusedAndPinnedOnceItsJarIsGone() throws Exception {
    String sha = load.drop("broken.jar", Load.optimizer(NAME, "1.0.0", "",
        "while (System.getProperty(\"l2l.itest.let.go\") == null) { Thread.onSpinWait(); } throw new IllegalStateException(\"let go\");"));
    Load.await(sha, Status.PROBATION);
    Load.assertWhy(NAME, Code.PROBATION, NAME);
    try {
      String other = load.drop("other.jar", Load.optimizer("acme.other", "1.0.0"));
      Load.await(other, Status.READY); // nobody waits for the hung one
      Container.await(() -> Load.generation(sha).orElseThrow().status() != Status.PROBATION, () -> "still on probation");
      Load.assertWhy(NAME, Code.CONTRACT, "did not come back from the law", "within 6 s");
      load.delete("broken.jar");
      Load.await(sha, Status.PINNED);
      Load.assertWhy(NAME, Code.PINNED, "a thread hangs in its code");
    } finally {
      System.setProperty("l2l.itest.let.go", "");
    }
    Load.await(sha, Status.WITHDRAWN);
    System.clearProperty("l2l.itest.let.go");
    Load.assertWhy(NAME, Code.WITHDRAWN, "broken.jar was deleted");
  }

  @Test
  void junkIsSaidToBeJunk() throws Exception {
    Load.await(load.drop("text.jar", "not a jar at all".getBytes()), Status.REFUSED);
    Load.assertWhy("text.jar", Code.JUNK, "text.jar is not a jar");
    Load.await(load.drop("empty.jar", new byte[0]), Status.REFUSED);
    Load.assertWhy("empty", Code.JUNK, "it is empty");
    byte[] whole = Load.optimizer(NAME, "1.0.0").bytes();
    Load.await(load.drop("half.jar", Arrays.copyOf(whole, whole.length / 2)), Status.REFUSED);
    Load.assertWhy("half.jar", Code.JUNK, "half.jar is not a jar");
    Load.await(load.drop("plain.jar", plain()), Status.REFUSED);
    Load.assertWhy("plain.jar", Code.JUNK, "no bundle", "Bundle-SymbolicName");
    Load.await(load.drop("addon.jar", Load.optimizer(NAME, "1.0.0").header("Fragment-Host", "l2l.optimizers.sgd")), Status.REFUSED);
    Load.assertWhy("addon.jar", Code.JUNK, "add-on to l2l.optimizers.sgd");
    Load.await(load.drop("version.jar", Load.optimizer(NAME, "one")), Status.REFUSED);
    Load.assertWhy("version.jar", Code.JUNK, "version 'one'");
  }

  private static byte[] plain() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream out = new JarOutputStream(bytes)) {
      out.putNextEntry(new JarEntry("readme.txt"));
      out.write("hello".getBytes());
    }
    return bytes.toByteArray();
  }

  @Test
  void theContainersOwnBundlesAreNotReplaced() throws Exception {
    refused(new PluginJar(Load.api(), "l2l.api", "9.0.0").header("Export-Package", "acme.none").without("Import-Package"));
    Load.assertWhy("broken.jar", Code.SHADOWED, "l2l.api", "part of the container itself");
  }

  @Test
  void aCopyOfTheApiInsideTheJarIsNamed() throws Exception {
    refused(Load.optimizer(NAME, "1.0.0").header("Import-Package", "l2l.api.tensor").source("l2l.api.Optimizer",
        "package l2l.api; public interface Optimizer { record Step(Object a, Object b) {} }").source(NAME + ".Plugin",
        "package acme.broken; public final class Plugin implements l2l.api.Optimizer {}"));
    Load.assertWhy(NAME, Code.RESOLVE, "its own copy of l2l.api");
  }

  @Test
  void anUnknownNameGetsTheNearestAndThePlace() {
    Load.assertWhy("momentun", Code.UNKNOWN, "nothing here is called momentun", "did you mean momentum", "Jars are looked for in");
    Load.assertWhy("momentum", Code.READY, "came with the distribution");
    Load.assertWhy("l2l.optimizers.momentum", Code.READY, "offers momentum");
    assertEquals(List.of(), Load.seen("momentun"));
  }
}
