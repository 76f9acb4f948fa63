import { jonas, mara, priya } from '../sample/people.ts';

/** Who starts releases. */
export const REQUESTER = jonas;

/** Who may decide at the gates; one of them is enough, but not for what they asked for themselves. */
export const APPROVERS = [mara, priya] as const;

/** The account whose token relays what people click in Slack. */
export const RELAY = 'Release Relay';
