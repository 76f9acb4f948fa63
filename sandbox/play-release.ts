import { mara } from './sample/people.ts';
import { createPerson, type Person } from './play-person.ts';
import { findFaults, readEnd } from './play-end.ts';
import { Steps, StepFailed, type PlayOptions } from './play-steps.ts';
import { renderEnd } from './play-tables.ts';
import type { Sandbox } from './sandbox.ts';
import { BOARD_PROJECT, seedBoard } from './seed-board.ts';
import { healthChange, openChange, postcodeChange, type OpenedChange } from './seed-change.ts';
import type { Seeded } from './seed-sample.ts';
import type { RunSubject } from './task-run.ts';

const MAIN: RunSubject = { kind: 'branch', ref: 'refs/heads/main' };
const VERSION = '1.5.0';
const PIPELINE = 'parcel-tracker';

/** The sample's own pull request that goes into the release: the reviewer has nothing against it. */
const REVIEWED = 'refs/heads/feature/PARCEL-44-german-texts';

/**
 * Plays a release on the sample with the built tasks, from a change without a ticket to tickets that are done, and prints
 * the end. True when all went through and the end is as it should be.
 */
export async function playRelease(sandbox: Sandbox, seeded: Seeded, options: PlayOptions): Promise<boolean> {
  const { print } = options;
  print('\nA release, from a change without a ticket to tickets that are done:\n');
  try {
    seedBoard(sandbox, seeded);
    createPipeline(sandbox, seeded);
    const play = new ReleasePlay(sandbox, seeded, new Steps(sandbox, seeded, options));
    const expected = await play.run();
    const end = await readEnd(sandbox, seeded.repository, { project: BOARD_PROJECT, version: VERSION });
    print(`\n${renderEnd(end)}`);
    const faults = findFaults(end, { version: VERSION, ...expected });
    for (const fault of faults) print(`Not as it should be: ${fault}.`);
    return faults.length === 0;
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    print(error.message);
    return false;
  }
}

/** Builds and deploys; what it does is only a script of the sandbox. */
function createPipeline({ azureDevOps }: Sandbox, { repository }: Seeded): void {
  azureDevOps.createPipeline({
    ...repository,
    name: PIPELINE,
    parameters: { version: null },
    stages: [
      { name: 'Build', seconds: 0.3, result: 'succeeded' },
      { name: 'Production', seconds: 0.3, result: 'succeeded' },
    ],
  });
}

/** The course of the release: each part is what one pipeline would do. */
class ReleasePlay {
  readonly #sandbox: Sandbox;
  readonly #seeded: Seeded;
  readonly #steps: Steps;
  readonly #person: Person;

  constructor(sandbox: Sandbox, seeded: Seeded, steps: Steps) {
    this.#sandbox = sandbox;
    this.#seeded = seeded;
    this.#steps = steps;
    this.#person = createPerson(sandbox, seeded.repository, mara.name);
  }

  /** Gives what the end must have. */
  async run() {
    const { repository, pullRequests } = this.#seeded;
    const health = await openChange(this.#sandbox, repository, healthChange);
    const ticket = await this.#validate(health);
    await this.#merge(health);
    await this.#stage();
    const texts = pullRequests.find(({ source }) => source === REVIEWED);
    if (!texts) throw new Error(`The sample has no branch ${REVIEWED}.`);
    await this.#merge(texts);
    await this.#stage();
    const postcodes = await openChange(this.#sandbox, repository, postcodeChange);
    await this.#merge(postcodes);
    await this.#stage();
    return {
      commit: await this.#release(),
      pullRequests: [health.id, texts.id, postcodes.id],
      // The first stood on main already, merged since the last tag.
      tickets: ['PARCEL-38', 'PARCEL-43', 'PARCEL-44', ticket],
    };
  }

  /** The validation of a pull request: a ticket, its status, a review. */
  async #validate({ id, source, target }: OpenedChange): Promise<string> {
    const subject: RunSubject = { kind: 'pullRequest', id, source, target };
    const claude = { claudeConnection: 'claude' };
    const { outputs } = await this.#steps.task('JiraTicket', `pull request ${id} names no ticket`, {
      inputs: { jiraConnection: 'jira', project: BOARD_PROJECT, issueType: 'Task', ...claude },
      subject,
    });
    const { createdTicket: ticket = '' } = outputs;
    await this.#steps.task('JiraTransition', `${ticket} to Code Review`, {
      inputs: { jiraConnection: 'jira', tickets: ticket, to: 'Code Review' },
      subject,
      fetchDepth: 'none',
    });
    await this.#steps.task('AIReview', `pull request ${id}`, { inputs: claude, subject });
    return ticket;
  }

  /** By the task when the review approved it; else a person decides, and merges. */
  async #merge({ id, title }: Pick<OpenedChange, 'id' | 'title'>): Promise<void> {
    const person = this.#person;
    if (await person.isApproved(id)) {
      await this.#mergeByTask(id, `${id}, ${title}`);
      return;
    }
    await this.#steps.say(`${mara.name} merges pull request ${id}, ${title}`, async () => {
      const commit = await person.complete(id);
      return { result: undefined, message: `Merged as ${commit.slice(0, 8)}.` };
    });
  }

  #mergeByTask(id: number, what: string, inputs: Readonly<Record<string, string>> = {}) {
    return this.#steps.task('MergePullRequest', `pull request ${what}`, {
      inputs: { pullRequestId: String(id), ...inputs },
      subject: MAIN,
      fetchDepth: 'none',
    });
  }

  #stage() {
    return this.#stageRelease('stage', 'what was merged is staged');
  }

  #stageRelease(action: string, what: string, inputs: Readonly<Record<string, string>> = {}) {
    return this.#steps.task('StageRelease', `${action}, ${what}`, {
      inputs: { action, versioning: 'ticket', jiraConnection: 'jira', ...inputs },
      subject: MAIN,
    });
  }

  /** From the release's own pull request to tickets that are done; gives the commit that was built. */
  async #release(): Promise<string> {
    const opened = await this.#stageRelease('open', 'a pull request with the changelog');
    const id = Number(opened.outputs['releasePullRequestId']);
    // What it brings was reviewed change by change.
    const approved = { requireVerdict: 'false', commit: await this.#person.readCommit(id) };
    await this.#mergeByTask(id, `${id}, the release's own`, approved);
    const { outputs } = await this.#stageRelease('claim', 'the tag, before anything is built');
    const { commit = '', version = '' } = outputs;
    await this.#steps.task('RunPipeline', `${PIPELINE} builds and deploys ${version}`, {
      inputs: { pipeline: PIPELINE, branch: 'main', commit, parameters: `version: ${version}` },
      subject: MAIN,
      fetchDepth: 'none',
    });
    const published = await this.#stageRelease('publish', 'the release is archived', { environment: 'Production' });
    const { tickets = '' } = published.outputs;
    await this.#steps.task('JiraTransition', 'the tickets of the release to Done', {
      inputs: {
        ...{ jiraConnection: 'jira', tickets, to: 'Done', resolution: 'Done' },
        ...{ fixVersion: version, releaseVersion: 'true', comment: `Released in **${version}**.` },
      },
      subject: MAIN,
      fetchDepth: 'none',
    });
    return commit;
  }
}
