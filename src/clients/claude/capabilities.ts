/** What of a request depends on the model. */
export interface Capabilities {
  /** Thinks as much as the task needs; the older ones take a fixed number of tokens only. */
  readonly adaptiveThinking: boolean;
  readonly effort: boolean;
}

/** The last generation without adaptive thinking. What is not known is taken for newer. */
const OLDER = /^claude-(opus|sonnet|haiku)-4-5(-|$)/;

export function findCapabilities(model: string): Capabilities {
  const older = OLDER.test(model);
  return { adaptiveThinking: !older, effort: !older };
}
