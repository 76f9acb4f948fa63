import { findDocumentFault } from '../adf/check-document.ts';
import { textOf } from '../adf/document-text.ts';
import type { Field, Project } from '../documents.ts';
import { findUser, type World } from '../world.ts';
import { PRIORITIES, RESOLUTIONS, type Named } from './system-fields.ts';

/** A value as it is kept (undefined empties the field), or why it is refused. */
export type Parsed =
  | { readonly status: 'ok'; readonly value: unknown }
  | { readonly status: 'refused'; readonly message: string; readonly reason?: string };

const LONGEST_TEXT = 32_767;
const LONGEST_LINE = 255;

const ok = (value: unknown): Parsed => ({ status: 'ok', value });
const refused = (message: string, reason?: string): Parsed => ({
  status: 'refused',
  message,
  ...(reason === undefined ? {} : { reason }),
});

export interface FieldContext {
  readonly world: World;
  readonly project: Project;
}

type Parse = (given: unknown, field: Field, context: FieldContext) => Parsed;

const EMPTY: Readonly<Record<string, string>> = { summary: 'You must specify a summary of the issue.' };

/** Reads a value of a request for a field. */
export function parseValue(given: unknown, field: Field, context: FieldContext): Parsed {
  if (given !== null) return PARSERS[field.kind](given, field, context);
  return field.id in EMPTY ? refused(EMPTY[field.id] ?? '') : ok(undefined);
}

const parseLine: Parse = (given, { id, name }) => {
  if (typeof given !== 'string') return refused('Operation value must be a string');
  if (id === 'summary' && given.trim() === '') return refused(EMPTY['summary'] ?? '');
  if (/[\r\n]/.test(given))
    return refused(`The ${name.toLowerCase()} is invalid because it contains newline characters.`);
  if (given.length > LONGEST_LINE)
    return refused(
      id === 'summary'
        ? 'Summary must be less than 255 characters.'
        : 'The entered text is too long. It exceeds the allowed limit of 255 characters.',
    );
  return ok(given === '' ? undefined : given);
};

/** Why a rich text is refused; undefined for one that is taken. */
export function findTextFault(
  world: World,
  given: unknown,
): { readonly message: string; readonly reason?: string } | undefined {
  if (world.deployment === 'datacenter') {
    if (typeof given !== 'string') return { message: 'Operation value must be a string' };
  } else {
    if (typeof given !== 'object' || given === null || Array.isArray(given))
      return { message: 'Operation value must be an Atlassian Document (see the Atlassian Document Format)' };
    const reason = findDocumentFault(given);
    if (reason !== undefined) return { message: 'INVALID_INPUT', reason };
  }
  return textOf(given).length > LONGEST_TEXT
    ? { message: 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.' }
    : undefined;
}

const parseText: Parse = (given, _, { world }) => {
  const fault = findTextFault(world, given);
  return fault ? refused(fault.message, fault.reason) : ok(given === '' ? undefined : given);
};

const parseNumber: Parse = (given, { name }) =>
  typeof given === 'number' ? ok(given) : refused(`Operation value must be a number for ${name}`);

const parseDate: Parse = (given) =>
  typeof given === 'string' && isDate(given)
    ? ok(given)
    : refused("Error parsing date string: the expected format is 'yyyy-MM-dd'.");

/** Whether a text is a day that exists, as yyyy-MM-dd. */
export function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const parseLabels: Parse = (given) => {
  if (!Array.isArray(given) || given.some((label) => typeof label !== 'string'))
    return refused('data was not an array');
  const labels = given as readonly string[];
  const spaced = labels.find((label) => /\s/.test(label) || label === '');
  if (spaced !== undefined) return refused(`The label '${spaced}' contains spaces which is invalid.`);
  const long = labels.find((label) => label.length > LONGEST_LINE);
  if (long !== undefined) return refused(`The label '${long.slice(0, 20)}...' is too long: 255 characters at most.`);
  return ok(labels.length === 0 ? undefined : [...new Set(labels)]);
};

interface Reference {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly value?: unknown;
  readonly key?: unknown;
  readonly accountId?: unknown;
}

const reference = (given: unknown): Reference | undefined =>
  typeof given === 'object' && given !== null && !Array.isArray(given) ? given : undefined;

type Found = { readonly id: string } | { readonly message: string };

/** One of a list by id or name; ids are strings, and a number is refused. */
function findNamed(given: unknown, all: readonly Named[], what: string): Found {
  const { id, name } = reference(given) ?? {};
  if (typeof id === 'string') return all.find((one) => one.id === id) ?? { message: `${what} id '${id}' is not valid` };
  if (id === undefined && typeof name === 'string')
    return all.find((one) => one.name === name) ?? { message: `${what} name '${name}' is not valid` };
  return { message: `expected 'id' property to be a string or 'name' to be given for ${what.toLowerCase()}` };
}

const one =
  (all: (context: FieldContext) => readonly Named[], what: string): Parse =>
  (given, _, context) => {
    const found = findNamed(given, all(context), what);
    return 'id' in found ? ok(found.id) : refused(found.message);
  };

const many =
  (all: (context: FieldContext) => readonly Named[], what: string): Parse =>
  (given, _, context) => {
    if (!Array.isArray(given)) return refused('data was not an array');
    const found = given.map((item) => findNamed(item, all(context), what));
    const wrong = found.find((item) => 'message' in item);
    if (wrong) return refused(wrong.message);
    const ids = [...new Set(found.flatMap((item) => ('id' in item ? [item.id] : [])))];
    return ok(ids.length === 0 ? undefined : ids);
  };

function findOption(given: unknown, { options = [] }: Field): Found {
  const { id, value } = reference(given) ?? {};
  if (typeof id === 'string')
    return options.find((one) => one.id === id) ?? { message: `Option id '${id}' is not valid` };
  if (id === undefined && typeof value === 'string')
    return options.find((one) => one.value === value) ?? { message: `Option value '${value}' is not valid` };
  return { message: "Specify a valid 'id' or 'name' for the option" };
}

const parseOption: Parse = (given, field) => {
  const found = findOption(given, field);
  return 'id' in found ? ok(found.id) : refused(found.message);
};

const parseOptions: Parse = (given, field) => {
  if (!Array.isArray(given)) return refused('data was not an array');
  const found = given.map((item) => findOption(item, field));
  const wrong = found.find((item) => 'message' in item);
  if (wrong) return refused(wrong.message);
  const ids = found.flatMap((item) => ('id' in item ? [item.id] : []));
  return ok(ids.length === 0 ? undefined : ids);
};

/** People are known by account id on Cloud, by user name on Data Center, never the other way round. */
const parseUser: Parse = (given, { id: fieldId }, { world }) => {
  const isCloud = world.deployment === 'cloud';
  const { accountId, id, name } = reference(given) ?? {};
  const wanted = isCloud ? (accountId ?? id) : name;
  if (wanted === null) return ok(undefined);
  if (typeof wanted !== 'string')
    return refused(`expected '${isCloud ? 'accountId' : 'name'}' property to be a string`);
  const user = isCloud
    ? findUser(world, wanted)
    : world.store.instance.users.find((one) => one.name.toLowerCase() === wanted.toLowerCase());
  if (!user?.active)
    return refused(
      fieldId === 'assignee' ? `User '${wanted}' cannot be assigned issues.` : `User '${wanted}' does not exist.`,
    );
  return ok(user.accountId);
};

const parseParent: Parse = (given, _, { world, project }) => {
  const { id, key } = reference(given) ?? {};
  const { store } = world;
  const found =
    typeof id === 'string' ? store.issueById(id) : typeof key === 'string' ? store.issueByKey(key) : undefined;
  return found?.projectId === project.id ? ok(found.id) : refused('Could not find issue by id or key.');
};

const PARSERS: Readonly<Record<Field['kind'], Parse>> = {
  line: parseLine,
  text: parseText,
  number: parseNumber,
  date: parseDate,
  labels: parseLabels,
  // What is archived can no longer be chosen.
  versions: many(({ project }) => project.versions.filter(({ archived }) => !archived), 'Version'),
  components: many(({ project }) => project.components, 'Component'),
  option: parseOption,
  options: parseOptions,
  user: parseUser,
  priority: one(() => PRIORITIES, 'Priority'),
  resolution: one(() => RESOLUTIONS, 'Resolution'),
  parent: parseParent,
  project: one(({ project }) => [{ id: project.id, name: project.key }], 'Project'),
  issuetype: one(({ project }) => project.types, 'Issue type'),
};
