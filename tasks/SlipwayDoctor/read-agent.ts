import type { Job } from '../../src/agent/job.ts';
import { findGitDirectory, readCheckout } from '../../src/clients/git/find-checkout.ts';
import { runGit } from '../../src/clients/git/run-git.ts';
import type { AgentReader } from '../../src/setup/ports.ts';

const DEADLINE_MS = 30_000;

/** The machine that this job runs on. Reads the clone; runs nothing that it names. */
export const createAgentReader = (job: Job, signal: AbortSignal): AgentReader => ({
  agentVersion: job.agentVersion,
  nodeVersion: process.versions.node,
  async readGitVersion() {
    const call = { gitDirectory: job.tempDirectory, signal, deadline: DEADLINE_MS };
    return (await runGit(call, ['version'])).trim().replace(/^git version /, '');
  },
  async readIsShallow() {
    const gitDirectory = await findGitDirectory(job.sourcesDirectory, false);
    if (gitDirectory === undefined) return undefined;
    return (await readCheckout(gitDirectory, signal)).shallowFile !== undefined;
  },
});
