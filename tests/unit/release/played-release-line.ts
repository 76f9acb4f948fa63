import assert from 'node:assert/strict';
import { SlipwayError } from '../../../src/errors.ts';
import { claimVersion } from '../../../src/release/actions/claim-version.ts';
import { openRelease } from '../../../src/release/actions/open-release.ts';
import { publishRelease } from '../../../src/release/actions/publish-release.ts';
import { stageChanges } from '../../../src/release/actions/stage-changes.ts';
import { stageHotfix } from '../../../src/release/actions/stage-hotfix.ts';
import type { ReleaseReport } from '../../../src/release/release-report.ts';
import type { ReleaseServices, ReleaseSettings } from '../../../src/release/release-services.ts';
import { FakeRelease } from '../../support/fake-release.ts';

type Action = (services: ReleaseServices, own: ReleaseSettings) => Promise<ReleaseReport>;
type Tried = ReleaseReport | SlipwayError;

const ACTIONS: Readonly<Record<string, Action>> = {
  stage: stageChanges,
  open: openRelease,
  claim: claimVersion,
  publish: (services, own) => publishRelease(services, own, { environment: undefined }),
};

/** One release on the usual way; people merge what is asked for. */
const ROUND = ['stage', 'open', 'complete', 'claim', 'publish'] as const;

export const STEPS = [
  ...['merge', 'merge', 'stage', 'stage', 'open', 'open', 'complete', 'complete', 'claim', 'publish', 'publish'],
  ...['abandon', 'hotfix', 'push', 'steal', 'forward', 'back'],
] as const;

/**
 * A repository in which runs and people do anything in any order. Every run is tried as a dry run before, and a second time
 * after: the plan is what happens, and then nothing is left to do.
 */
export class PlayedReleaseLine {
  readonly world = new FakeRelease();
  readonly told: string[] = [];
  /** The file that a merged change brings, by commit. */
  readonly files = new Map<string, string>();
  readonly own: ReleaseSettings;
  readonly #stolen = new Set<string>();
  readonly #aside: string;
  #count = 0;
  #run = 0;

  constructor(own: ReleaseSettings) {
    this.own = own;
    const { repository, tags } = this.world;
    const start = repository.commit('main', 'Start', { 'a.ts': '0', 'CHANGELOG.md': '# Changelog\n' });
    repository.branches.set('develop', start);
    this.#aside = repository.commit('aside', 'Aside', {}, [start]);
    tags.set('v1.0.0', start);
  }

  async take(step: string): Promise<void> {
    const action = ACTIONS[step];
    if (action !== undefined) await this.#try(step, action);
    else if (step === 'hotfix') await this.#hotfix();
    else this.#byHand(step);
    this.check();
  }

  /** Brings all that was merged to its release. */
  async finish(): Promise<void> {
    for (const step of [...ROUND, ...ROUND, ...ROUND]) await this.take(step);
    const staging = this.world.staging();
    const left = [...(staging?.changes ?? []), ...(staging?.next?.changes ?? [])].map(({ title }) => title);
    const released = this.#mainline().map(({ commit }) => this.files.get(commit ?? ''));
    assert.deepEqual(
      [left, released.toSorted()],
      [[], [...this.files.values()].toSorted()],
      'all is released in the end',
    );
  }

  check(): void {
    const { world, files } = this;
    const releases = world.releases();
    const versions = releases.map(({ version }) => version);
    assert.equal(new Set(versions).size, versions.length, 'no version twice');
    for (const { tag, commit } of releases) assert.equal(world.tags.get(tag), commit, `the tag ${tag}`);
    const staging = world.staging();
    const staged = [
      ...(staging?.hotfix === undefined ? (staging?.changes ?? []) : []),
      ...(staging?.next?.changes ?? []),
    ];
    const once = [...this.#mainline(), ...staged].map(({ commit }) => commit ?? '');
    assert.equal(new Set(once).size, once.length, 'no change twice');
    assert.ok(
      once.every((commit) => files.has(commit)),
      'nothing is a change that people did not merge',
    );
    for (const { version, commit, changes } of releases) {
      const tree = this.#treeOf(commit);
      for (const change of changes) assert.ok(tree.has(fileOf(change.title)), `${version} holds ${change.title}`);
    }
    this.#checkPinned();
  }

  /** The newest release ships nothing that neither it nor an earlier one names. */
  #checkPinned(): void {
    const releases = this.world.releases();
    const newest = releases.findLast(({ hotfix }) => hotfix === undefined);
    if (newest === undefined) return;
    const named = new Set(releases.flatMap(({ changes }) => changes.map(({ title }) => fileOf(title))));
    const slipped = [...this.#treeOf(newest.commit)].filter((file) => /^c\d+\.ts$/.test(file) && !named.has(file));
    assert.deepEqual(slipped, [], `what slipped into ${newest.version}`);
  }

  #treeOf(commit: string | null): ReadonlySet<string> {
    return new Set(Object.keys(this.world.repository.commits.get(commit ?? '')?.tree ?? {}));
  }

  #mainline() {
    return this.world.releases().flatMap(({ hotfix, changes }) => (hotfix === undefined ? changes : []));
  }

  async #try(name: string, action: Action): Promise<void> {
    const { world, own } = this;
    this.#run += 1;
    const services = () => world.services({ id: this.#run, branch: own.sourceBranch });
    const before = world.writes.length;
    const dry = await attempt(action(services(), { ...own, dryRun: true }));
    assert.equal(world.writes.length, before, `${name}: the dry run wrote`);
    const wet = await attempt(action(services(), own));
    const wrote = world.writes.slice(before);
    this.told.push(`${name}: ${wet instanceof SlipwayError ? wet.message : wet.summary} (${wrote.join('; ')})`);
    assert.deepEqual(planOf(dry), planOf(wet), `${name}: the plan is what happens`);
    if (wet instanceof SlipwayError) return;
    assert.equal(wet.changed, wrote.length > 0, `${name}: says whether it wrote`);
    const second = world.writes.length;
    await action(services(), own);
    assert.deepEqual(world.writes.slice(second), [], `${name}: the second run writes nothing`);
  }

  async #hotfix(): Promise<void> {
    const { tags } = this.world;
    const known = [...tags.keys()].filter((tag) => !this.#stolen.has(tag));
    const from = this.#count % 2 === 0 ? known.at(0) : known.at(-1);
    const last = [...this.files.keys()].at(-1);
    if (from === undefined || last === undefined) return;
    await this.#try(`hotfix of ${from}`, (services, own) => stageHotfix(services, own, { from, cherryPick: [last] }));
  }

  #byHand(step: string): void {
    const { own } = this;
    this.told.push(step);
    if (step === 'merge') this.#merge();
    if (step === 'complete' || step === 'abandon') this.#settle(step, own.targetBranch);
    if (step === 'forward' && own.sourceBranch !== own.targetBranch) this.#settle('complete', own.sourceBranch);
    if (step === 'back' && own.sourceBranch !== own.targetBranch) this.#mergeBack();
    if (step === 'push') this.#push();
    if (step === 'steal') this.#steal();
  }

  #merge(): void {
    this.#count += 1;
    const name = `c${this.#count}`;
    const title = `${this.#count % 3 === 0 ? 'feat' : 'fix'}: ${name}`;
    const { mergeCommit } = this.world.repository.merge(this.own.sourceBranch, title, { [`${name}.ts`]: '1' });
    this.files.set(mergeCommit, `${name}.ts`);
  }

  #settle(step: 'complete' | 'abandon', target: string): void {
    const { world } = this;
    const { id } =
      [...world.pullRequests.values()]
        .map(({ state }) => state)
        .find(({ status, targetRef }) => status === 'active' && targetRef === `refs/heads/${target}`) ?? {};
    if (id === undefined) return;
    if (step === 'abandon') world.change(id, { status: 'abandoned' });
    else world.complete(id, this.#count % 2 === 0 ? 'squash' : 'merge');
  }

  #mergeBack(): void {
    const { repository } = this.world;
    const [develop = '', main = ''] = ['develop', 'main'].map((name) => repository.branches.get(name));
    if (repository.ancestors(develop).has(main)) return;
    const [ours, theirs] = [develop, main].map((id) => repository.commits.get(id)?.tree ?? {});
    const tree = { ...theirs, ...ours, 'CHANGELOG.md': theirs?.['CHANGELOG.md'] ?? '' };
    repository.commit('develop', 'Merge branch main into develop', tree, [develop, main]);
  }

  #push(): void {
    const branch = this.world.staging()?.hotfix?.branch;
    if (branch === undefined) return;
    this.#count += 1;
    this.world.repository.commit(branch, `fix: h${this.#count}`, { [`h${this.#count}.ts`]: '1' });
  }

  /** Others set the tag of the open release on a commit of theirs. */
  #steal(): void {
    const { version, state } = this.world.staging() ?? {};
    const tag = `v${version}`;
    if (state !== 'opened' || this.world.tags.has(tag)) return;
    this.world.tags.set(tag, this.#aside);
    this.#stolen.add(tag);
  }
}

const fileOf = (title: string): string => `${/: (\w+)/.exec(title)?.[1] ?? title}.ts`;

async function attempt(acting: Promise<ReleaseReport>): Promise<Tried> {
  try {
    return await acting;
  } catch (error) {
    if (error instanceof SlipwayError) return error;
    throw error;
  }
}

/** What a dry run foretells: readiness is known only of a pull request that is there. */
function planOf(tried: Tried) {
  if (tried instanceof SlipwayError) return tried.code;
  const { kind, changed, tag, document } = tried;
  const changes = document?.changes.map(({ title, bump }) => [title, bump]);
  const ending = kind === 'warned' ? 'succeeded' : kind;
  return [ending, changed, tag, document?.version, document?.previousVersion, document?.state, changes];
}
