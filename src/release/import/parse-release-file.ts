import * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import { checkComponent } from '../ledger/ledger-paths.ts';
import { shown } from '../versions/semantic-version.ts';
import type { ImportProblem, OldRelease, OldTicket, ReadReleases } from './old-release.ts';
import { parseMoment } from './parse-moment.ts';
import { Ticket } from './parse-ticket.ts';
import { pickFields, snakeCase, type FieldNames } from './pick-fields.ts';
import { type Hints, LISTS, readFileName, versionIn } from './read-file-name.ts';

/** Lists in lists: more is none of the accepted forms. */
const MAX_DEPTH = 5;

type Field = 'component' | 'version' | 'startedAt' | 'updatedAt' | 'releasedAt' | 'tickets';

const NAMES: FieldNames<Field> = {
  component: ['repo', 'repository', 'repo_name', 'component'],
  version: ['version'],
  startedAt: ['started_at', 'created_at'],
  updatedAt: ['updated_at'],
  releasedAt: ['released_at', 'release_date'],
  tickets: ['tickets'],
};

const checked = (what: string, parse: (text: string) => string | undefined, remedy: string) =>
  z.string(`This must be text. ${remedy}`).transform((text, context) => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.issues.push({ code: 'custom', message: `${shown(text)} is no ${what}. ${remedy}`, input: text });
    return z.NEVER;
  });

const Moment = checked('moment', parseMoment, 'Write a date like 2025-03-14 or a time like 2025-03-14T09:30:00Z.');

const Row = z.object({
  component: z.string('This must be text: the name of the repository.').trim().optional(),
  version: checked('version', versionIn, 'Write three numbers like 1.4.2.').optional(),
  startedAt: Moment.optional(),
  updatedAt: Moment.optional(),
  releasedAt: Moment.optional(),
  tickets: z.array(Ticket, 'This must be a list of tickets.').default([]),
});
type Row = z.output<typeof Row>;

interface Place {
  readonly file: string;
  /** Where in the file: `archived[3]`; empty: all of it. */
  readonly at: string;
  readonly hints: Hints;
  readonly depth: number;
}

/** The releases in a file of the first system, and all that cannot be understood in it. `file` as in `readFileName`. */
export function parseReleaseFile(file: string, text: string): ReadReleases {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    const what = 'This is no JSON. Mend it or move it out of the folder.';
    return { releases: [], problems: [{ file, field: '', text: what }] };
  }
  return readValue(value, { file, at: '', hints: readFileName(file), depth: 0 });
}

function readValue(value: unknown, place: Place): ReadReleases {
  const { at, hints, depth } = place;
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) {
    return refuse(
      place,
      '',
      'This is no release. Give an object with "version" and "tickets", or a list of such objects.',
    );
  }
  if (Array.isArray(value)) {
    return joined(value.map((item, index) => readValue(item, { ...place, at: `${at}[${index}]`, depth: depth + 1 })));
  }
  const lists = Object.entries(value).filter(([name]) => LISTS.has(snakeCase(name)));
  if (lists.length === 0 || Object.hasOwn(value, 'version')) return readRow(value, place);
  const { component } = pickFields(value, NAMES).fields;
  return joined(
    lists
      // Nothing is staged.
      .filter(([, item]) => item !== null)
      .map(([name, item]) =>
        readValue(item, {
          ...place,
          at: at === '' ? name : `${at}.${name}`,
          hints: {
            component: typeof component === 'string' ? component : hints.component,
            version: undefined,
            kind: LISTS.get(snakeCase(name)) ?? hints.kind,
          },
          depth: depth + 1,
        }),
      ),
  );
}

const joined = (parts: readonly ReadReleases[]): ReadReleases => ({
  releases: parts.flatMap(({ releases }) => releases),
  problems: parts.flatMap(({ problems }) => problems),
});

function readRow(value: object, place: Place): ReadReleases {
  const { fields, nameOf } = pickFields(value, NAMES);
  const parsed = Row.safeParse(fields);
  if (!parsed.success) {
    return joined(
      parsed.error.issues.map(({ path: [field, ...rest], message }) =>
        refuse(place, `${nameOf(field as Field)}${rest.map(step).join('')}`, message),
      ),
    );
  }
  return complete(parsed.data, place, nameOf);
}

const step = (key: PropertyKey): string => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`);

/** What the fields leave open is taken from the place. */
function complete(row: Row, place: Place, nameOf: (field: Field) => string): ReadReleases {
  const { file, at, hints } = place;
  const component = row.component ?? hints.component;
  const version = row.version ?? hints.version;
  const problems: ImportProblem[] = [];
  const note = (field: Field, text: string) => problems.push(...refuse(place, nameOf(field), text).problems);
  if (version === undefined) note('version', 'The version is missing. Write three numbers like 1.4.2.');
  if (component === undefined)
    note('component', 'The repository is missing. Write its name, or put the file into a folder of that name.');
  else if (!isComponent(component))
    note(
      'component',
      `${shown(component)} cannot be the name of a component. Use letters, digits, spaces, points, hyphens and underscores.`,
    );
  const dated = dates(row, hints, note);
  if (problems.length > 0 || component === undefined || version === undefined || dated === undefined) {
    return { releases: [], problems };
  }
  const tickets = withoutDoubles(row.tickets);
  const origin = at === '' ? file : `${file} ${at}`;
  return { releases: [{ component, version, tickets, origin, ...dated }], problems };
}

/** Of tickets with the same key the first one counts. */
function withoutDoubles(tickets: readonly OldTicket[]): readonly OldTicket[] {
  const byKey = new Map<string, OldTicket>();
  for (const ticket of tickets) if (!byKey.has(ticket.key)) byKey.set(ticket.key, ticket);
  return [...byKey.values()];
}

type Dates =
  | Pick<Extract<OldRelease, { kind: 'staging' }>, 'kind' | 'startedAt' | 'updatedAt'>
  | Pick<Extract<OldRelease, { kind: 'released' }>, 'kind' | 'startedAt' | 'releasedAt'>;

/** A release with a date of its release is released, unless its place says otherwise, which is refused. */
function dates(
  { startedAt, updatedAt, releasedAt }: Row,
  { kind }: Hints,
  note: (field: Field, text: string) => void,
): Dates | undefined {
  if (releasedAt !== undefined && kind === 'staging') {
    note(
      'releasedAt',
      'A staging release cannot have been released. Take this out, or move it to the archived releases.',
    );
  } else if (releasedAt !== undefined) {
    return { kind: 'released', startedAt: startedAt ?? releasedAt, releasedAt };
  } else if (kind === 'released') {
    note('releasedAt', 'An archived release must say when it was released. Write a date like 2025-03-14.');
  } else {
    const since = startedAt ?? updatedAt;
    if (since !== undefined) return { kind: 'staging', startedAt: since, updatedAt: updatedAt ?? since };
    note('startedAt', 'A staging release must say since when. Write a date like 2025-03-14.');
  }
  return undefined;
}

function isComponent(name: string): boolean {
  try {
    checkComponent(name);
    return true;
  } catch (error) {
    if (error instanceof SlipwayError) return false;
    throw error;
  }
}

function refuse({ file, at }: Place, field: string, text: string): ReadReleases {
  const where = at === '' || field === '' ? `${at}${field}` : `${at}.${field}`;
  return { releases: [], problems: [{ file, field: where, text }] };
}
