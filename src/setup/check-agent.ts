import * as semver from 'semver';
import { attempt, unreadFinding } from './attempt.ts';
import type { Finding } from './finding.ts';
import { judgeClone } from './judge-clone.ts';
import type { AgentReader } from './ports.ts';

/** Merges without a work tree. */
const LEAST_GIT = '2.38.0';
const LEAST_AGENT = '4.248.0';

/** The machine that this job runs on, and what it checked out. */
export async function checkAgent(reader: AgentReader): Promise<readonly Finding[]> {
  const { agentVersion, nodeVersion } = reader;
  const [git, isShallow] = await Promise.all([
    attempt(() => reader.readGitVersion()),
    attempt(() => reader.readIsShallow()),
  ]);
  const gitLooked = { id: 'git-version', area: 'agent', title: `git ${LEAST_GIT} or newer` } as const;
  const clone = { id: 'clone-depth', area: 'agent', title: 'Whole history cloned' } as const;
  return [
    'value' in isShallow ? judgeClone(isShallow.value) : unreadFinding(clone, isShallow.error),
    'value' in git
      ? judgeVersion(gitLooked, { version: git.value, least: LEAST_GIT, remedy: UPDATE_GIT })
      : { ...unreadFinding(gitLooked, git.error), status: 'problem', remedy: UPDATE_GIT },
    judgeVersion(
      { id: 'agent-version', area: 'agent', title: `Agent ${LEAST_AGENT} or newer` },
      { version: agentVersion, least: LEAST_AGENT, remedy: UPDATE_AGENT },
    ),
    {
      id: 'node-version',
      area: 'agent',
      status: 'ok',
      title: 'Node that runs the tasks',
      detail: `It is ${nodeVersion}; tasks run on 20 and on 24, whichever the agent brings.`,
    },
  ];
}

const UPDATE_GIT = 'On the agent, install a newer git, or give the job a pool of Microsoft-hosted agents.';
const UPDATE_AGENT = 'Project settings > Agent pools > the pool > Update all agents.';

interface Versions {
  readonly version: string;
  readonly least: string;
  readonly remedy: string;
}

/** Windows builds of git have a fourth part: 2.47.1.windows.2. */
function judgeVersion(looked: Pick<Finding, 'id' | 'area' | 'title'>, { version, least, remedy }: Versions): Finding {
  const parsed = semver.coerce(version);
  if (parsed === null) return { ...looked, status: 'unknown', detail: `"${version}" is no version.`, remedy };
  return semver.gte(parsed, least)
    ? { ...looked, status: 'ok', detail: `It is ${version}.` }
    : { ...looked, status: 'problem', detail: `It is ${version}.`, remedy };
}
