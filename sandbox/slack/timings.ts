/** How long things last, in sandbox milliseconds. */
export interface Timings {
  /** An envelope must be acknowledged within. */
  readonly ackMs: number;
  /** The address of a socket can be used within. */
  readonly ticketMs: number;
  /** A trigger opens a modal within. */
  readonly triggerMs: number;
  /** A response URL can be used within. */
  readonly responseUrlMs: number;
  /** A connection is told to come anew after; never when undefined. */
  readonly connectionAgeMs: number | undefined;
  /** From being told to go until the end of a connection that stays. */
  readonly leaveMs: number;
  /** A message can be edited within; always when undefined. */
  readonly editWindowMs: number | undefined;
  /** From ping to ping; real milliseconds, since clients watch by their own clock. */
  readonly pingMs: number;
}

export const SLACK_TIMINGS: Timings = {
  ackMs: 3000,
  ticketMs: 30_000,
  triggerMs: 3000,
  responseUrlMs: 30 * 60_000,
  connectionAgeMs: undefined,
  leaveMs: 10_000,
  editWindowMs: undefined,
  pingMs: 10_000,
};
