import type { App, SlackUser, Token } from '../documents.ts';
import { refuse } from '../errors.ts';
import type { World } from '../world.ts';

/** Who asks. */
export interface Caller {
  readonly token: Token;
  readonly app: App;
  readonly user: SlackUser;
}

/** One authenticated call of a method, its arguments read by the types that the method gave them. */
export interface Call {
  readonly world: World;
  readonly caller: Caller;
  readonly args: Readonly<Record<string, unknown>>;
  /** Notes for the journal which message a write is about. */
  note(place: { readonly channel: string; readonly ts?: string }): void;
}

export type ArgumentType = 'text' | 'boolean' | 'number' | 'json';

/** How a method is called. */
export interface Method {
  readonly name: string;
  readonly token: 'bot' | 'app' | 'any';
  /** Argument names and types; a `!` behind the type makes it required. */
  readonly args: Readonly<Record<string, ArgumentType | `${ArgumentType}!`>>;
  /** Of these the token needs one; none when empty. */
  readonly scopes: readonly string[];
  readonly isWrite: boolean;
  /** What the answer holds besides `ok`. */
  readonly handler: (call: Call) => Readonly<Record<string, unknown>>;
}

export const has = ({ caller }: Call, scope: string): boolean => caller.token.scopes.includes(scope);

/** Throws `missing_scope` as Slack words it. */
export function requireScope(call: Call, scope: string): void {
  if (has(call, scope)) return;
  throw refuse('missing_scope', { needed: scope, provided: call.caller.token.scopes.join(',') });
}

export function textArgument({ args }: Call, name: string): string | undefined {
  const value = args[name];
  return typeof value === 'string' ? value : undefined;
}

export const requiredText = (call: Call, name: string): string => textArgument(call, name) ?? '';

export const flag = ({ args }: Call, name: string): boolean => args[name] === true;
