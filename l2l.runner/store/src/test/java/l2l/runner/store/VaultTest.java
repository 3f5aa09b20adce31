package l2l.runner.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {

  private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path dir;
  private Vault vault;
  private Path jar;

  @BeforeEach
  void drop() throws IOException {
    vault = new Vault(dir.resolve("generations"));
    jar = Files.writeString(dir.resolve("acme.jar"), "abc");
  }

  @Test
  void keepsAJarByWhatIsInIt() throws IOException {
    assertEquals(Set.of(), vault.all());
    assertEquals(ABC, vault.keep(jar));
    assertEquals(ABC, vault.keep(Files.copy(jar, dir.resolve("copy.jar"))));
    Files.delete(jar);
    Path kept = vault.of(ABC).orElseThrow();
    assertEquals(dir.resolve("generations").resolve(ABC + ".jar"), kept);
    assertEquals("abc", Files.readString(kept));
    assertEquals(Set.of(ABC), vault.all());
    assertEquals(3, vault.bytes());
    assertEquals(Optional.empty(), vault.of("0".repeat(64)));
  }

  @Test
  void refusesAndMendsADamagedCopy() throws IOException {
    vault.keep(jar);
    Path kept = vault.of(ABC).orElseThrow();
    Files.writeString(kept, "abd");
    assertEquals(kept + " is damaged: its SHA-256 is a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9; drop the jar it was"
        + " copied from into load/ again", assertThrows(BadInput.class, () -> vault.of(ABC)).getMessage());
    vault.keep(jar);
    assertEquals("abc", Files.readString(vault.of(ABC).orElseThrow()));
  }

  @Test
  void forgetsAJar() {
    vault.keep(jar);
    vault.drop(ABC);
    vault.drop(ABC);
    assertEquals(Optional.empty(), vault.of(ABC));
    assertFalse(Files.exists(dir.resolve("generations").resolve(ABC + ".jar")));
  }

  @Test
  void refusesWhatIsNoHashAndNoFile() {
    assertEquals("'../x' is no SHA-256 in hexadecimal", assertThrows(IllegalArgumentException.class, () -> vault.of("../x")).getMessage());
    Path gone = dir.resolve("gone.jar");
    assertEquals("cannot read " + gone + ": there is no such file", assertThrows(BadInput.class, () -> vault.keep(gone)).getMessage());
  }
}
