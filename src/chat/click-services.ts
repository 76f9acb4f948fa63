import type { ChatServices } from './chat-services.ts';
import type { Refusal } from './judge-click.ts';
import type { ApprovalDecider, ChatUser, Click, Seal } from './ports.ts';
import type { ButtonValue } from './signed-value.ts';

/** What a listener needs to execute a click, whichever run's it is. */
export type ClickServices = Pick<
  ChatServices,
  | 'messages'
  | 'users'
  | 'ledger'
  | 'openLedger'
  | 'log'
  | 'pause'
  | 'random'
  | 'hash'
  | 'now'
  | 'home'
  | 'redact'
  | 'isCancelled'
> & {
  readonly seal: Seal;
  readonly decider: ApprovalDecider | undefined;
};

/** A click on a button of ours, by somebody. */
export interface OurClick {
  readonly click: Click;
  readonly value: ButtonValue;
  readonly user: ChatUser;
}

/** What became of a click. */
export type ClickEnd =
  | { readonly kind: 'decided' }
  /** Done, and the person is told `text` because no card shows it. */
  | { readonly kind: 'told'; readonly text: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The question for a reason is open. */
  | { readonly kind: 'asked' };

/** A refusal has to be given why. */
export const wantsReason = ({ click, value }: OurClick): boolean =>
  click.kind === 'button' && click.trigger !== undefined && /^reject$/i.test(value.choice.trim());
