import { IndexDocument, ReleaseDocument, StagingDocument } from '../../src/release/ledger/ledger-documents.ts';
import type { IssueState } from '../jira/setup/issue-state.ts';
import { runGit } from '../sample/fast-import.ts';
import { findRepeated } from './find-repeated.ts';
import type { Play } from './play.ts';

const LEDGER = 'refs/heads/slipway/ledger';

interface PlayedRelease {
  readonly document: ReleaseDocument;
  /** The commit that the tag is on. */
  readonly tagged: string;
  /** Of the branch that it went into. */
  readonly changelog: string;
  readonly isReleasedInJira: boolean;
}

/** What there is when a play has ended, read from ledger, tags and board themselves. */
export interface PlayedEnd {
  /** The newest one; undefined when there is none. */
  readonly release: PlayedRelease | undefined;
  readonly staging: StagingDocument | undefined;
  /** Those of the release and of what is staged. */
  readonly tickets: readonly IssueState[];
  /** Subjects of the ledger's commits, the oldest first; empty without a ledger. */
  readonly ledger: readonly string[];
}

export async function readEnd(play: Play): Promise<PlayedEnd> {
  const { sandbox, data, repository } = play;
  const component = repository.repository;
  const git = (...args: readonly string[]) => runGit('git', repository.gitDir, args);
  const show = async (file: string): Promise<unknown> => JSON.parse(await git('show', `${LEDGER}:${file}`));
  const ledger = await git('log', '--reverse', '--format=%s', LEDGER).catch(() => '');
  if (ledger === '') return { release: undefined, staging: undefined, tickets: [], ledger: [] };
  // A ledger of reviews and messages alone has no index.
  const index = await show('index.json').then(
    (document) => IndexDocument.parse(document),
    () => undefined,
  );
  const { version } = index?.components.find((one) => one.component === component)?.releases[0] ?? {};
  const release =
    version === undefined
      ? undefined
      : await readRelease(play, ReleaseDocument.parse(await show(`releases/${component}/${version}.json`)));
  const staging = await show(`staging/${component}.json`).then(
    (document) => StagingDocument.parse(document),
    () => undefined,
  );
  const changes = [...(release?.document.changes ?? []), ...(staging?.changes ?? [])];
  const keys = new Set(changes.flatMap(({ tickets }) => tickets.map(({ key }) => key)));
  const tickets = sandbox.jira.listIssues(data.board).filter(({ key }) => keys.has(key));
  return { release, staging, tickets, ledger: ledger.split('\n') };
}

async function readRelease({ sandbox, data, repository }: Play, document: ReleaseDocument): Promise<PlayedRelease> {
  const git = (...args: readonly string[]) => runGit('git', repository.gitDir, args);
  const { version, tag } = document;
  return {
    document,
    tagged: await git('rev-parse', `refs/tags/${tag}^{commit}`),
    changelog: await git('show', `refs/heads/${data.branch}:CHANGELOG.md`).catch(() => ''),
    isReleasedInJira: sandbox.jira.readVersions(data.board).some(({ name, released }) => name === version && released),
  };
}

/** What is not as it should be when these pull requests were released, in words; empty when all is. */
export function findFaults({ release, staging, tickets, ledger }: PlayedEnd, pullRequests: readonly number[]) {
  if (!release) return ['nothing is released'];
  const { document, tagged, changelog, isReleasedInJira } = release;
  const { version, state, tag, commit, changes } = document;
  const missing = pullRequests.filter((id) => {
    const change = changes.find(({ pullRequest }) => pullRequest === id);
    return !change || change.tickets.length === 0;
  });
  const twice = findRepeated(ledger);
  const checks: readonly (readonly [boolean, string])[] = [
    [state === 'released', `${version} is ${state}`],
    [missing.length === 0, `the release has no pull request, or none with a ticket, of ${missing.join(', ')}`],
    [tagged === commit, `the tag ${tag} is on ${tagged}, not on ${commit}`],
    [changelog.includes(`## [${version}]`), `the changelog does not name ${version}`],
    [isReleasedInJira, `the version ${version} is not released in Jira`],
    [staging?.changes.length === 0, 'the next release is not empty'],
    [twice.length === 0, `the ledger has a step twice: ${twice.join('; ')}`],
    ...tickets.map((ticket): readonly [boolean, string] => [isDone(ticket, version), `${ticket.key} is not done`]),
  ];
  return checks.flatMap(([holds, fault]) => (holds ? [] : [fault]));
}

const isDone = ({ status, resolution, fixVersions }: IssueState, version: string): boolean =>
  status === 'Done' && resolution !== undefined && fixVersions.includes(version);
