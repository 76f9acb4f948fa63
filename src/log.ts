/**
 * Where a use case says what it does. `warn` and `error` become issues of the run: only what the user should act on.
 * Text may come from anywhere: the implementation masks secrets and neutralises logging commands.
 */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  /** Runs `work` with its lines folded under `name`. */
  group<T>(name: string, work: () => Promise<T>): Promise<T>;
}
