import type { Delivery } from '../socket/deliver.ts';
import type { JsonObject } from '../documents.ts';

/** What became of one click, or of one modal that was sent in or closed. */
export interface Interaction {
  readonly id: number;
  readonly kind: 'block_actions' | 'view_submission' | 'view_closed';
  readonly appId: string;
  readonly userId: string;
  readonly channelId: string | undefined;
  readonly ts: string | undefined;
  readonly actionId: string | undefined;
  readonly value: string | undefined;
  readonly at: string;
  /** `undelivered`: no connection; `unacknowledged`: three deliveries without an answer in time. */
  status: 'pending' | 'acknowledged' | 'unacknowledged' | 'undelivered';
  readonly deliveries: Delivery[];
  /** Real milliseconds from the click to the acknowledgement. */
  ackedAfterMs: number | undefined;
}

export interface Trigger {
  readonly appId: string;
  readonly userId: string;
  readonly expiresAt: number;
  isUsed: boolean;
}

/** A modal that a user has open. */
export interface OpenView {
  readonly id: string;
  readonly appId: string;
  readonly userId: string;
  hash: string;
  /** As the app gave it, its blocks named. */
  view: JsonObject;
  /** By block id, from the app's answer to a submission. */
  errors: Readonly<Record<string, string>>;
}

export interface ResponseUrl {
  readonly appId: string;
  readonly userId: string;
  readonly channelId: string;
  readonly ts: string;
  readonly expiresAt: number;
  uses: number;
}

/** What interactions leave in memory; gone with the next start. */
export interface InteractionState {
  readonly interactions: Interaction[];
  readonly triggers: Map<string, Trigger>;
  readonly views: Map<string, OpenView>;
  readonly responseUrls: Map<string, ResponseUrl>;
}

export const noInteractions = (): InteractionState => ({
  interactions: [],
  triggers: new Map(),
  views: new Map(),
  responseUrls: new Map(),
});
