import * as z from 'zod';
import { stripInvisible } from '../../neutralise.ts';
import { shown } from '../versions/semantic-version.ts';
import { pickFields, type FieldNames } from './pick-fields.ts';

const MAX_TEXT = 500;
const ADDRESS = /^https?:\/\/[^\s<>"'`\\{}|^\x00-\x1f\x7f]{1,500}$/i;
const KEY = /^(?:[A-Z][A-Z0-9_]{0,31}-[1-9]\d{0,9}|AB#[1-9]\d{0,9})$/;
/** `ABC-12`, alone or before its title. */
const WITH_TITLE = /^(#?\d+|[A-Za-z][A-Za-z0-9_]*-\d+|AB#\d+)(?:\s*:\s+|\s+[-–—]\s+|\s+)(\S.*)$/is;

type Field = 'key' | 'title' | 'type' | 'url' | 'status';

const NAMES: FieldNames<Field> = {
  key: ['key', 'ticket_key', 'issue_key', 'jira_key', 'ticket_id', 'jira_id', 'ticket', 'id'],
  title: ['title', 'summary'],
  type: ['type', 'issue_type'],
  url: ['url', 'link', 'jira_url'],
  status: ['status'],
};

const Line = z
  .string('This must be text.')
  .transform((text) => cut(stripInvisible(text).replace(/\s+/g, ' ').trim()))
  .transform((text) => (text === '' ? null : text));

const Key = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  z.string('The key of the ticket is missing. Write "key": "ABC-12".').transform((text, context) => {
    const key = text
      .trim()
      .toUpperCase()
      .replace(/^#?(?=\d+$)/, 'AB#');
    if (KEY.test(key)) return key;
    const message = `${shown(text)} is no key of a ticket. Write it as ABC-12, or 12 for a work item of Azure Boards.`;
    context.issues.push({ code: 'custom', message, input: text });
    return z.NEVER;
  }),
);

const Address = z
  .string('This must be text.')
  .trim()
  .refine(
    (text) => text === '' || ADDRESS.test(text),
    'This is no address. Write one that begins with https://, or null.',
  )
  .transform((text) => (text === '' ? null : text));

/** A ticket: its key, `key: title`, the number of a work item, or an object. Gives an `OldTicket`. */
export const Ticket = z.preprocess(
  asFields,
  z.object(
    {
      key: Key,
      title: Line.default(null),
      type: Line.default(null),
      url: Address.default(null),
      status: Line.default(null),
    },
    'A ticket must be its key or an object with "key".',
  ),
);

function asFields(value: unknown): unknown {
  if (typeof value === 'string') {
    const [, key = value, title] = WITH_TITLE.exec(value.trim()) ?? [];
    return title === undefined ? { key } : { key, title };
  }
  if (typeof value === 'number') return { key: value };
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? pickFields(value, NAMES).fields : value;
}

const cut = (text: string): string => text.slice(0, MAX_TEXT).replace(/[\uD800-\uDBFF]$/, '');
