import * as z from 'zod';
import type { Project, Version } from '../documents.ts';
import { fieldErrors } from '../errors.ts';
import { isDate } from '../fields/parse-value.ts';

const LONGEST_NAME = 255;
const LARGEST_DESCRIPTION = 16_384;

/** What the service fills in and takes back without a word. */
const readOnly = {
  self: z.unknown().optional(),
  id: z.unknown().optional(),
  overdue: z.unknown().optional(),
  userReleaseDate: z.unknown().optional(),
  userStartDate: z.unknown().optional(),
  operations: z.unknown().optional(),
};

export const versionBody = z.strictObject({
  ...readOnly,
  name: z.string().optional(),
  description: z.string().optional(),
  project: z.string().optional(),
  projectId: z.int().optional(),
  archived: z.boolean().optional(),
  released: z.boolean().optional(),
  startDate: z.string().nullable().optional(),
  releaseDate: z.string().nullable().optional(),
  moveUnfixedIssuesTo: z.string().optional(),
  expand: z.string().optional(),
});

type VersionBody = z.infer<typeof versionBody>;

/** Throws 400 with a message for each field that is refused; `self` is the version that is changed. */
export function checkVersionFields(body: VersionBody, project: Project, self?: Version): void {
  const { name, description = '' } = body;
  const nameFault = name === undefined && self ? undefined : findNameFault(name ?? '', project, self);
  const isLarge = Buffer.byteLength(description) > LARGEST_DESCRIPTION;
  const errors = {
    ...(nameFault === undefined ? {} : { name: nameFault }),
    ...(isLarge ? { description: `The description must be at most ${LARGEST_DESCRIPTION} bytes long.` } : {}),
    ...findDateFaults(body, self),
  };
  if (Object.keys(errors).length > 0) throw fieldErrors(errors);
}

function findDateFaults(body: VersionBody, self: Version | undefined): Readonly<Record<string, string>> {
  const { startDate = self?.startDate, releaseDate = self?.releaseDate } = body;
  const wrong = Object.entries({ startDate, releaseDate }).filter(([, date]) => date && !isDate(date));
  if (wrong.length > 0)
    return Object.fromEntries(
      wrong.map(([field]) => [field, 'Please enter the date in the following format: yyyy-MM-dd']),
    );
  if (!startDate || !releaseDate || startDate <= releaseDate) return {};
  return { startDate: 'The start date must be earlier than or the same as the release date.' };
}

function findNameFault(name: string, { versions }: Project, self: Version | undefined): string | undefined {
  if (name.trim() === '') return 'You must specify a valid version name.';
  if (name.length > LONGEST_NAME) return 'The version name must not exceed 255 characters in length.';
  const wanted = name.trim().toLowerCase();
  const isTaken = versions.some((one) => one !== self && one.name.toLowerCase() === wanted);
  return isTaken ? 'A version with this name already exists in this project.' : undefined;
}

/** Writes what the body holds into the version. */
export function putVersionFields(version: Version, body: VersionBody): void {
  const { name, description, archived, released, startDate, releaseDate } = body;
  if (name !== undefined) version.name = name.trim();
  if (description !== undefined) version.description = description;
  if (archived !== undefined) version.archived = archived;
  if (released !== undefined) version.released = released;
  if (startDate) version.startDate = startDate;
  else if (startDate !== undefined) delete version.startDate;
  if (releaseDate) version.releaseDate = releaseDate;
  else if (releaseDate !== undefined) delete version.releaseDate;
}
