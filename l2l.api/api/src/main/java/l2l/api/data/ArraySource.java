package l2l.api.data;

import java.io.IOException;
import l2l.api.Extensible;
import l2l.api.state.Values;
import org.osgi.annotation.versioning.ConsumerType;

/** A place where named arrays lie: given problems, trained weights. */
@ConsumerType
public interface ArraySource extends Extensible {

  /**
   * All arrays.
   *
   * @throws IOException if the file is missing, cut short or not what it says; the message is one sentence naming it
   */
  Values read() throws IOException;
}
