import * as z from 'zod';
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import type { Seal } from './ports.ts';

/** The most that a button of Slack carries. */
export const LONGEST_VALUE = 2_000;

/** What a button says when it is clicked: which answer to which question, and until when. */
const ButtonValue = z.strictObject({
  v: z.literal(1),
  /** Address of the collection and id of the project that ask. */
  org: z.string().min(1),
  project: z.string().min(1),
  /** Id of the repository whose ledger has the question. */
  repo: z.string().min(1),
  run: z.int().positive(),
  subject: z.string().min(1),
  choice: z.string().min(1),
  /** Milliseconds since 1970. */
  exp: z.int().positive(),
  /** Of the question, as long as it is asked. */
  nonce: z.string().min(1),
  /** Of the question as it was asked: see `questionSum`. */
  sum: z.string().min(1),
  /** Id of the approval that is decided; without it a decision of the ledger is made. */
  approval: z.string().min(1).optional(),
});
export type ButtonValue = z.infer<typeof ButtonValue>;

export type OpenedValue = { readonly kind: 'open'; readonly value: ButtonValue } | ForgedValue;

export interface ForgedValue {
  readonly kind: 'forged';
  /** What it claims to be, if it is a value at all. To be believed in nothing. */
  readonly claimed: ButtonValue | undefined;
}

/** 32 bytes in base64url: the last digit holds four bits, so that no other digits say the same. */
const MAC = /^[\w-]{42}[AEIMQUYcgkosw048]$/;

/** base64url(JSON) and its HMAC, with a point between. */
export function signValue(seal: Seal, value: ButtonValue): string {
  const body = encodeBase64url(JSON.stringify(value));
  return `${body}.${seal.mac(body)}`;
}

/** A value as it came with a click. What is forged can only be told about. */
export function openValue(seal: Seal, text: string): OpenedValue {
  const [body = '', mac = '', ...others] = text.length > LONGEST_VALUE ? [] : text.split('.');
  const isWhole = others.length === 0 && MAC.test(mac);
  const value = parseValue(body);
  const isSealed = seal.isMac(body, mac);
  return isWhole && isSealed && value ? { kind: 'open', value } : { kind: 'forged', claimed: value };
}

function parseValue(body: string): ButtonValue | undefined {
  const json = decodeBase64url(body);
  if (json === undefined) return undefined;
  try {
    return ButtonValue.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
