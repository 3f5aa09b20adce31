package l2l.optimizees.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import l2l.api.contract.junit.ArraySourceContract;
import l2l.api.contract.junit.DataSetContract;
import l2l.api.data.ArraySource;
import l2l.api.data.DataSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Every source of data obeys the laws of data, on small files of its format. */
class DataContractTest {

  @TempDir
  private static Path folder;

  @BeforeAll
  static void writeSmallFiles() throws IOException {
    for (String set : new String[] {"train", "t10k"}) {
      Files.write(folder.resolve(set + "-images-idx3-ubyte"), MadeFiles.idx(256, 12, 2, 3));
      Files.write(folder.resolve(set + "-labels-idx1-ubyte"), MadeFiles.idx(10, 12));
    }
    Files.write(folder.resolve("data_batch_1.bin"), MadeFiles.cifar(5));
    Files.write(folder.resolve("test_batch.bin"), MadeFiles.cifar(3));
  }

  @Nested
  @Digits.Config(train = 60, validation = 20, test = 20)
  class OfMadeUpDigits extends DataSetContract {
    @Override
    protected DataSet part() {
      return new Digits(getClass().getAnnotation(Digits.Config.class));
    }
  }

  @Nested
  class OfMnist extends DataSetContract {
    @Override
    protected DataSet part() {
      return new Mnist(folder, 2);
    }
  }

  @Nested
  class OfSomeClassesOfMnist extends DataSetContract {
    @Override
    protected DataSet part() {
      return new Mnist(folder, 4, 8, 9, 1);
    }
  }

  @Nested
  class OfCifar10 extends DataSetContract {
    @Override
    protected DataSet part() {
      return new Cifar10(folder, 2);
    }
  }

  @Nested
  class OfArraysInAFile extends ArraySourceContract {
    @Override
    protected ArraySource part() {
      try {
        var entries = Map.of("a", MadeFiles.npy(1, "<f8", false, "2, 2", MadeFiles.doubles(1, 2, 3, 4)));
        return new Arrays(MadeFiles.npz(folder.resolve("made.npz"), entries));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
