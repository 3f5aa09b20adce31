package l2l.runner.store;

/**
 * Where a workbench listens, for processes of the same user.
 *
 * @param port on 127.0.0.1
 * @param token that a caller must say first
 */
public record Control(int port, String token) {}
