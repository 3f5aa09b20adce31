package l2l.runner.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

  @TempDir Path dir;

  @Test
  void saysThatTheDiskIsFullAndGoesOnWhenThereIsRoom() throws SQLException {
    try (Database db = new Database(dir.resolve("some.db"), dir.resolve("natives"))) {
      db.together(() -> db.change("CREATE TABLE t (content BLOB)"));
      db.list("PRAGMA max_page_count = 4", row -> row.getInt(1));
      String said = assertThrows(BadInput.class, () -> db.together(() -> {
        db.change("INSERT INTO t VALUES (?)", (Object) new byte[10]);
        db.change("INSERT INTO t VALUES (?)", (Object) new byte[100_000]);
      })).getMessage();
      assertTrue(said.contains("database or disk is full"), said);
      assertEquals(0, db.read("SELECT count(*) FROM t", row -> row.getInt(1)).get(0));
      db.list("PRAGMA max_page_count = 4000", row -> row.getInt(1));
      db.together(() -> db.change("INSERT INTO t VALUES (?)", (Object) new byte[100_000]));
      db.change("INSERT INTO t VALUES (?)", (Object) new byte[1]);
    }
    try (Database again = new Database(dir.resolve("some.db"), dir.resolve("natives"))) {
      assertEquals(2, again.read("SELECT count(*) FROM t", row -> row.getInt(1)).get(0));
    }
  }
}
