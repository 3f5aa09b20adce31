package l2l.runner.runs;

import java.nio.file.Path;
import java.util.Optional;
import l2l.runner.experiment.Document;

/**
 * What is to be run, and where.
 *
 * @param document the experiment, overrides included
 * @param data where relative files and directories of the experiment lie
 * @param out the directory to write; if empty, a new one is made under runs/
 * @param from a snapshot to go on from
 * @param command that does it again, for the report
 */
public record Request(Document document, Path data, Optional<Path> out, Optional<Path> from, String command) {}
