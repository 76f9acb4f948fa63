import * as z from 'zod';
import { SlipwayError } from '../../src/errors.ts';
import { type IndexDocument, ReleaseDocument, StagingDocument } from '../../src/release/ledger/ledger-documents.ts';
import { releasePath, stagingPath } from '../../src/release/ledger/ledger-paths.ts';
import { parseDocument } from '../../src/release/ledger/parse-ledger.ts';
import { HubProblem } from '../host/hub-problem.ts';
import type { Rest } from '../host/rest.ts';

const BRANCH = 'slipway/ledger';

export interface Repository {
  readonly id: string;
  readonly name: string;
  readonly webUrl: string;
}

/** A repository with what its ledger lists. */
export interface Ledger {
  readonly repository: Repository;
  readonly index: IndexDocument;
}

const Repositories = z.object({
  value: z.array(
    z.object({ id: z.string(), name: z.string(), webUrl: z.string().default(''), isDisabled: z.boolean().optional() }),
  ),
});
const Item = z.object({ content: z.string() });

export async function listRepositories(
  rest: Rest,
  project: string,
  signal?: AbortSignal,
): Promise<readonly Repository[]> {
  const what = `the repositories of ${project}`;
  const path = `${encodeURIComponent(project)}/_apis/git/repositories`;
  const { value } = await rest.get({ what, path, ...(signal && { signal }) }, Repositories);
  return value.filter(({ isDisabled }) => isDisabled !== true);
}

interface Place {
  readonly project: string;
  readonly repository: Repository;
  readonly signal?: AbortSignal | undefined;
}

export const findStaging = (rest: Rest, place: Place, component: string): Promise<StagingDocument | undefined> =>
  findDocument(rest, { ...place, path: stagingPath(component) }, StagingDocument);

export const findRelease = (
  rest: Rest,
  { component, version, ...place }: Place & { readonly component: string; readonly version: string },
): Promise<ReleaseDocument | undefined> =>
  findDocument(rest, { ...place, path: releasePath(component, version) }, ReleaseDocument);

/** A document of the ledger; undefined where there is none. */
export async function findDocument<Document>(
  rest: Rest,
  { project, repository, path, signal }: Place & { readonly path: string },
  shape: z.ZodType<Document>,
): Promise<Document | undefined> {
  const what = `${path} in the ledger of ${repository.name}`;
  const query = new URLSearchParams({
    path: `/${path}`,
    'versionDescriptor.version': BRANCH,
    'versionDescriptor.versionType': 'branch',
    includeContent: 'true',
    $format: 'json',
  });
  const address = `${encodeURIComponent(project)}/_apis/git/repositories/${repository.id}/items?${query.toString()}`;
  const item = await rest.find({ what, path: address, ...(signal && { signal }) }, Item);
  return item && parse(item.content, shape, path, what);
}

function parse<Document>(text: string, shape: z.ZodType<Document>, path: string, what: string): Document {
  try {
    return parseDocument(text, shape, path);
  } catch (error) {
    const detail = error instanceof SlipwayError ? `${error.message} ${error.hint ?? ''}`.trim() : String(error);
    throw new HubProblem(what, { kind: 'unreadable', detail }, { cause: error });
  }
}
