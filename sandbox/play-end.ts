import {
  IndexDocument,
  ReleaseDocument,
  StagingDocument,
  type IndexedComponent,
} from '../src/release/ledger/ledger-documents.ts';
import type { SandboxRepository } from './azure-devops/azure-devops.ts';
import type { IssueState } from './jira/setup/issue-state.ts';
import { runGit } from './sample/fast-import.ts';
import type { Sandbox } from './sandbox.ts';

const LEDGER = 'refs/heads/slipway/ledger';

/** What there is when a release was played, read from git and Jira themselves. */
export interface PlayedEnd {
  readonly components: readonly IndexedComponent[];
  readonly release: ReleaseDocument;
  readonly staging: StagingDocument | undefined;
  readonly tickets: readonly IssueState[];
  /** Subjects, the oldest first. */
  readonly ledger: readonly string[];
  readonly tagged: string;
  readonly changelog: string;
  readonly isReleasedInJira: boolean;
}

interface Played {
  readonly project: string;
  readonly version: string;
}

/** Reads the end of a played release; throws when a part of it is not there. */
export async function readEnd(
  { jira }: Sandbox,
  { gitDir, repository: component }: SandboxRepository,
  { project, version }: Played,
): Promise<PlayedEnd> {
  const git = (...args: readonly string[]) => runGit('git', gitDir, args);
  const show = async (file: string): Promise<unknown> => JSON.parse(await git('show', `${LEDGER}:${file}`));
  const release = ReleaseDocument.parse(await show(`releases/${component}/${version}.json`));
  const keys = new Set(release.changes.flatMap(({ tickets }) => tickets.map(({ key }) => key)));
  return {
    components: IndexDocument.parse(await show('index.json')).components,
    release,
    staging: await show(`staging/${component}.json`).then(
      (document) => StagingDocument.parse(document),
      () => undefined,
    ),
    tickets: jira.listIssues(project).filter(({ key }) => keys.has(key)),
    ledger: (await git('log', '--reverse', '--format=%s', LEDGER)).split('\n'),
    tagged: await git('rev-parse', `refs/tags/${release.tag}^{commit}`),
    changelog: await git('show', 'refs/heads/main:CHANGELOG.md'),
    isReleasedInJira: jira.readVersions(project).some(({ name, released }) => name === version && released),
  };
}

interface Expected {
  readonly version: string;
  /** Keys in the order of their numbers. */
  readonly tickets: readonly string[];
  readonly pullRequests: readonly number[];
  /** What was claimed. */
  readonly commit: string;
}

/** What is not as it should be at the end, in words; empty when all is. */
export function findFaults(end: PlayedEnd, { version, tickets, pullRequests, commit }: Expected): readonly string[] {
  const { release, staging, tagged, changelog } = end;
  const merged = release.changes.flatMap(({ pullRequest }) => pullRequest ?? []);
  const checks: readonly (readonly [boolean, string])[] = [
    [release.version === version && release.state === 'released', `the ledger does not have ${version} as released`],
    [sameItems(merged, pullRequests), `the release has the pull requests ${merged.join(', ')}`],
    [sameItems(end.tickets.map(keyOf), tickets), `the release has the tickets ${end.tickets.map(keyOf).join(', ')}`],
    [tagged === commit && release.commit === commit, `the tag ${release.tag} is on ${tagged}, not on ${commit}`],
    [changelog.includes(`## [${version}]`), `the changelog of main does not name ${version}`],
    [end.isReleasedInJira, `the version ${version} is not released in Jira`],
    [staging?.changes.length !== undefined && staging.changes.length === 0, 'the next release is not empty'],
    [new Set(end.ledger).size === end.ledger.length, 'the ledger has a step twice'],
    ...end.tickets.map((ticket): readonly [boolean, string] => [isDone(ticket, version), `${ticket.key} is not done`]),
  ];
  return checks.flatMap(([holds, fault]) => (holds ? [] : [fault]));
}

const keyOf = ({ key }: IssueState): string => key;

const isDone = ({ status, resolution, fixVersions }: IssueState, version: string): boolean =>
  status === 'Done' && resolution !== undefined && fixVersions.includes(version);

const sameItems = <Item>(one: readonly Item[], other: readonly Item[]): boolean =>
  one.length === other.length && one.every((item) => other.includes(item));
