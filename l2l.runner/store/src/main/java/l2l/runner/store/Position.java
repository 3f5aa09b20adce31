package l2l.runner.store;

/**
 * How far a run's record had come: where to cut it back to when the run goes on from a snapshot.
 *
 * @param metrics whole blocks of metrics/
 * @param events bytes of events.jsonl
 */
public record Position(long metrics, long events) {}
