import { unzipSync } from 'fflate';
import * as z from 'zod';
import { parseDocument } from '../../src/release/ledger/parse-ledger.ts';
import { ReviewDocument, REVIEWS_FOLDER } from '../../src/review/review-document.ts';
import { HubProblem } from '../host/hub-problem.ts';
import type { Rest } from '../host/rest.ts';
import { type FoundInRepositories, type HubReader, type Looking, lookThrough } from './known-repositories.ts';
import type { Repository } from './ledger.ts';

const BRANCH = 'slipway/ledger';
/** A repository with more shows the newest. An archive of few bytes may hold any number of them. */
const MOST = { reviews: 5_000, bytesInAll: 64 * 1024 * 1024 };
/** Nothing that Slipway writes is larger; what is was put there by somebody else. */
const MOST_BYTES = 512 * 1024;

/** The last review of one pull request. */
export interface Review {
  readonly repository: Repository;
  readonly pullRequest: number;
  readonly document: ReviewDocument;
}

/** What a pull request is called now; reviews keep no copy of it. */
export interface PullRequestFacts {
  readonly title: string;
  readonly author: string;
  readonly status: string;
}

export interface FoundReviews extends Omit<FoundInRepositories<Review>, 'found'> {
  /** The newest first. */
  readonly reviews: readonly Review[];
  /** Documents of a newer Slipway, or that somebody changed by hand. */
  readonly unreadable: number;
  /** Older ones of repositories that have too many. */
  readonly left: number;
}

interface Place {
  readonly project: string;
  readonly signal?: AbortSignal | undefined;
}

/** The reviews of a project: one request for a repository, of those that had some the last time unless `everywhere`. */
export async function readReviews(reader: HubReader, looking: Looking): Promise<FoundReviews> {
  const place = { project: reader.host.project.name, signal: looking.signal };
  const { found, ...rest } = await lookThrough<Unpacked>(reader, looking, {
    name: 'reviews',
    what: ({ name }) => `the reviews of ${name}`,
    async look(repository) {
      const unpacked = await listReviews(reader.rest, place, repository);
      return unpacked.reviews.length + unpacked.unreadable === 0 ? undefined : unpacked;
    },
  });
  return {
    ...rest,
    reviews: found.flatMap(({ reviews }) => reviews).toSorted(newestFirst),
    unreadable: found.reduce((sum, one) => sum + one.unreadable, 0),
    left: found.reduce((sum, one) => sum + one.left, 0),
  };
}

type Unpacked = Pick<FoundReviews, 'reviews' | 'unreadable' | 'left'>;

const NONE: Unpacked = { reviews: [], unreadable: 0, left: 0 };

const newestFirst = (one: Review, other: Review): number =>
  one.document.reviewedAt < other.document.reviewedAt ? 1 : -1;

/** All reviews of a repository as one archive; none where there is no ledger. */
async function listReviews(rest: Rest, { project, signal }: Place, repository: Repository): Promise<Unpacked> {
  const what = `the reviews of ${repository.name}`;
  const query = new URLSearchParams({
    scopePath: `/${REVIEWS_FOLDER}`,
    recursionLevel: 'full',
    'versionDescriptor.version': BRANCH,
    'versionDescriptor.versionType': 'branch',
    $format: 'zip',
    download: 'true',
  });
  const path = `${encodeURIComponent(project)}/_apis/git/repositories/${repository.id}/items?${query.toString()}`;
  const bytes = await rest.findBytes({ what, path, ...(signal && { signal }) });
  return bytes === undefined ? NONE : unpack(new Uint8Array(bytes), repository, what);
}

/** Exported for tests: archives come from a branch that many may write. */
export function unpack(archive: Uint8Array, repository: Repository, what: string, most = MOST): Unpacked {
  try {
    const { wanted, left } = chooseNewest(archive, repository, most);
    const files = unzipSync(archive, { filter: ({ name }) => wanted.has(name) });
    const read = Object.entries(files).map(([name, bytes]) => readReview(name, bytes, repository));
    const reviews = read.filter((review) => review !== undefined);
    return { reviews, unreadable: read.length - reviews.length, left };
  } catch (error) {
    throw new HubProblem(what, { kind: 'unreadable', detail: 'The archive is broken.' }, { cause: error });
  }
}

/** The reviews of the newest pull requests: an archive has them by their names, 10 before 9. Unpacks nothing. */
function chooseNewest(
  archive: Uint8Array,
  { id }: Repository,
  most: typeof MOST,
): { readonly wanted: ReadonlySet<string>; readonly left: number } {
  const listed: { readonly name: string; readonly number: number; readonly size: number }[] = [];
  unzipSync(archive, {
    filter({ name, originalSize: size }) {
      const number = numberOf(name, id);
      if (number !== undefined && size <= MOST_BYTES) listed.push({ name, number, size });
      return false;
    },
  });
  const newest = listed.toSorted((one, other) => other.number - one.number).slice(0, most.reviews);
  let bytes = 0;
  const wanted = newest.filter(({ size }) => (bytes += size) <= most.bytesInAll).map(({ name }) => name);
  return { wanted: new Set(wanted), left: listed.length - wanted.length };
}

function readReview(name: string, bytes: Uint8Array, repository: Repository): Review | undefined {
  const pullRequest = numberOf(name, repository.id);
  if (pullRequest === undefined) return undefined;
  try {
    return { repository, pullRequest, document: parseDocument(new TextDecoder().decode(bytes), ReviewDocument, name) };
  } catch {
    return undefined;
  }
}

/** The pull request that a file's name stands for; undefined for other files, also those of other repositories. */
function numberOf(name: string, repositoryId: string): number | undefined {
  const [, folder = '', number = ''] = /(?:^|\/)([^/]+)\/(\d{1,9})\.json$/.exec(name) ?? [];
  return folder.toLowerCase() === repositoryId.toLowerCase() ? Number(number) : undefined;
}

const MOST_TITLES = 1000;
const WirePullRequests = z.object({
  value: z.array(
    z.object({
      pullRequestId: z.number(),
      title: z.string().nullish(),
      status: z.string().nullish(),
      createdBy: z.object({ displayName: z.string().nullish() }).nullish(),
    }),
  ),
});

/** What the newest thousand pull requests of a repository are called, by their numbers. */
export async function readPullRequests(
  rest: Rest,
  { project, signal }: Place,
  repository: Repository,
): Promise<ReadonlyMap<number, PullRequestFacts>> {
  const query = new URLSearchParams({ 'searchCriteria.status': 'all', $top: `${MOST_TITLES}` });
  const path = `${encodeURIComponent(project)}/_apis/git/repositories/${repository.id}/pullrequests?${query.toString()}`;
  const what = `the pull requests of ${repository.name}`;
  const { value } = await rest.get({ what, path, ...(signal && { signal }) }, WirePullRequests);
  return new Map(
    value.map(({ pullRequestId, title, status, createdBy }) => [
      pullRequestId,
      { title: title ?? '', author: createdBy?.displayName ?? '', status: status ?? '' },
    ]),
  );
}

export interface FindingThread {
  readonly id: number;
  readonly status: string;
}

const FINDING_PROPERTY = 'slipway.finding';
const WireThreads = z.object({
  value: z.array(
    z.object({
      id: z.number(),
      status: z.string().nullish(),
      isDeleted: z.boolean().nullish(),
      properties: z.record(z.string(), z.object({ $value: z.unknown() }).or(z.unknown())).nullish(),
    }),
  ),
});

/** The threads of a pull request's findings, by their fingerprints. */
export async function readThreads(
  rest: Rest,
  { project, signal }: Place,
  { repository, pullRequest }: Pick<Review, 'repository' | 'pullRequest'>,
): Promise<ReadonlyMap<string, FindingThread>> {
  const path = `${encodeURIComponent(project)}/_apis/git/repositories/${repository.id}/pullRequests/${pullRequest}/threads`;
  const what = `the threads of pull request ${pullRequest}`;
  const { value } = await rest.get({ what, path, ...(signal && { signal }) }, WireThreads);
  return new Map(
    value.flatMap(({ id, status, isDeleted, properties }) => {
      const fingerprint = textOf(properties?.[FINDING_PROPERTY]);
      return fingerprint === undefined || isDeleted === true
        ? []
        : [[fingerprint, { id, status: status ?? 'unknown' }] as const];
    }),
  );
}

function textOf(property: unknown): string | undefined {
  const value = typeof property === 'object' && property !== null && '$value' in property ? property.$value : property;
  return typeof value === 'string' ? value : undefined;
}
