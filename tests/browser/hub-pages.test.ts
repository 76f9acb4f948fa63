import assert from 'node:assert/strict';
import path from 'node:path';
import { before, describe, it } from 'mocha';
import type { ReviewDocument } from '../../src/review/review-document.ts';
import { checkAccessible, LOOKS, useHub } from '../support/hub-browser.ts';
import { changeOf, ledgerFiles } from '../support/hub-seed.ts';
import { HubWorld, PEOPLE } from '../support/hub-world.ts';

const root = path.join(import.meta.dirname, '../..');
const HOSTILE = `<img src=x onerror=alert(1)>\u202egnp.exe ${'long'.repeat(500)}`;
/** A run that attaches what the doctor attaches. */
const DOCTOR = (report: object) => `trigger: none
steps:
  - checkout: none
  - script: |
      cat > "$AGENT_TEMPDIRECTORY/doctor.json" <<'END'
      ${JSON.stringify(report)}
      END
      echo "##vso[build.addbuildtag]slipway-doctor"
      echo "##vso[task.addattachment type=slipway.result;name=SlipwayDoctor-1]$AGENT_TEMPDIRECTORY/doctor.json"
`;

const review = (over: Partial<ReviewDocument> = {}): ReviewDocument => ({
  schema: 1,
  iteration: 1,
  commit: 'a'.repeat(40),
  verdict: 'requestChanges',
  coverage: { percent: 100, files: 2, reviewed: 2 },
  findings: [
    {
      fingerprint: 'f1',
      severity: 'major',
      category: 'security',
      title: HOSTILE,
      path: 'src/cart.ts',
      side: 'new',
      startLine: 2,
      endLine: 2,
    },
  ],
  costUsd: 0.25,
  model: 'claude',
  reviewedAt: new Date(Date.now() - 3_600_000).toISOString(),
  ...over,
});

describe('the other pages of the hub', function () {
  this.timeout(120_000);
  const hub = useHub(() => HubWorld.start({ withRuns: false, components: [] }));
  let world: HubWorld;
  let doctorRun = 0;

  before(async () => {
    world = hub.world;
    const { azureDevOps } = world.sandbox;
    const repository = `git/repositories/${world.repository.id}`;
    const refs = (await world.request('GET', `${repository}/refs?filter=heads/main`)) as {
      readonly value: readonly { readonly objectId: string }[];
    };
    const change = {
      changeType: 'add',
      item: { path: '/search.txt' },
      newContent: { content: 'one', contentType: 'rawtext' },
    };
    await world.request('POST', `${repository}/pushes`, {
      refUpdates: [{ name: 'refs/heads/feature/search', oldObjectId: '0'.repeat(40) }],
      commits: [{ comment: 'Search', parents: [refs.value[0]?.objectId], changes: [change] }],
    });
    const pullRequest = await azureDevOps.createPullRequest({
      ...world.repository,
      source: 'feature/search',
      target: 'main',
      title: 'Add the search',
      description: '',
      author: { displayName: PEOPLE.jonas },
    });
    await world.request('POST', `${repository}/pullRequests/${pullRequest.id}/threads`, {
      comments: [{ content: 'Look', commentType: 'text' }],
      status: 'active',
      properties: { 'slipway.finding': { $type: 'System.String', $value: 'f1' } },
    });
    const staged = [changeOf(9, { title: 'Only staged' })];
    const file = (id: number) => `reviews/${world.repository.id}/${id}.json`;
    await world.commit('slipway/ledger', [
      ...ledgerFiles([{ component: 'parcel-tracker', releases: 4, staged }]),
      [file(pullRequest.id), JSON.stringify(review({ answers: { fixed: 3, declined: 1, open: 2 } }))],
      [file(99), JSON.stringify(review({ verdict: 'approve', findings: [], costUsd: null }))],
    ]);
    const finding = {
      id: 'x',
      area: 'policies',
      status: 'problem',
      title: `No policy ${HOSTILE}`,
      detail: 'It is missing.',
    };
    const report = {
      ...{ schema: 1, task: 'SlipwayDoctor', outcome: 'blocked', summary: 'The set-up does not work: 1 problem.' },
      ...{ status: 'problems', lookedAt: new Date().toISOString(), project: 'Parcels', repository: 'parcel-tracker' },
      ...{
        runUrl: 'https://dev.azure.com/x',
        notUsed: [],
        outputs: { status: 'problems', reportFile: '/agent/x.json' },
      },
      findings: [
        { ...finding, remedy: 'Open https://dev.azure.com/x/_settings and add it.' },
        { id: 'y', area: 'agent', status: 'ok', title: 'Git is there', detail: 'git 2.43' },
      ],
    };
    await world.commit('doctor', [['.azure/doctor.yml', DOCTOR(report)]]);
    const { id } = azureDevOps.createYamlPipeline({
      ...world.repository,
      ...{ name: 'doctor', yamlPath: '.azure/doctor.yml', tasksFolder: path.join(root, 'dist/tasks') },
    });
    const queued = await world.request('POST', `pipelines/${id}/runs`, {
      resources: { repositories: { self: { refName: 'refs/heads/doctor' } } },
    });
    doctorRun = (queued as { readonly id: number }).id;
    await world.settled(doctorRun);
  });

  it('shows reviews with their pull requests, and narrows them by what stands in the address', async () => {
    for (const look of LOOKS) {
      const { frame } = await hub.show('/reviews', look);
      await frame.getByRole('link', { name: 'Add the search' }).waitFor();
      assert.match(
        await frame.getByRole('status').first().innerText(),
        /2 reviews, 1 finding .*\$0\.2500 and 1 of unknown/,
      );
      await checkAccessible(frame);
    }
    const { frame: narrowed } = await hub.show('/reviews?verdict=approve');
    await narrowed.getByText('1 review, 0 findings').waitFor();
    assert.equal(await narrowed.getByRole('link', { name: 'Add the search' }).count(), 0);
  });

  it('opens a review by keyboard, with its findings as text, and comes back', async () => {
    const { page, frame } = await hub.show('/reviews');
    await frame.getByRole('link', { name: 'Add the search' }).focus();
    await page.keyboard.press('Enter');
    const finding = frame.getByRole('row').filter({ hasText: 'src/cart.ts:2' });
    await finding.waitFor();
    assert.match(await finding.innerText(), /<img src=x onerror=alert\(1\)>/);
    await finding.getByText('Active').waitFor();
    const thread = (await finding.getByRole('link').first().getAttribute('href')) ?? '';
    assert.match(thread, /\/pullrequest\/\d+\?_a=files&path=%2Fsrc%2Fcart\.ts&discussionId=\d+$/);
    await checkAccessible(frame);
    const address = page.url();
    await page.goBack();
    await frame.getByRole('table', { name: /^Reviews of pull requests/ }).waitFor();
    await page.goto(address);
    await finding.waitFor();
  });

  it('compares two releases, and finds no difference of one with itself', async () => {
    const side = (version: string) => encodeURIComponent(`${world.repository.id}/parcel-tracker/${version}`);
    for (const look of LOOKS) {
      const { frame } = await hub.show(`/compare?left=${side('1.0.0')}&right=${side('1.4.0')}`, look);
      await frame.getByText('1 change only left, 1 only right, 0 in both.').waitFor();
      await frame.getByText('Only staged').waitFor();
      await checkAccessible(frame);
    }
    const { frame: same } = await hub.show(`/compare?left=${side('1.1.0')}&right=${side('1.1.0')}`);
    await same.getByText('There is no difference').waitFor();
    const { frame: gone } = await hub.show(`/compare?left=${side('1.1.0')}&right=${side('9.9.9')}`);
    await gone
      .getByRole('alert')
      .getByText(/9\.9\.9/)
      .waitFor();
  });

  it('measures releases and reviews, with a table beside every chart', async () => {
    for (const look of LOOKS) {
      const { frame } = await hub.show('/metrics?days=365', look);
      await frame.getByText('Deployment frequency').waitFor();
      const text = await frame.locator('main').innerText();
      assert.match(text, /Releases that were published: \d+ in the period/);
      assert.match(text, /Accepted findings\s+75 %\s+Fixed, .*: 3 of 4; 2 without an answer .* Of 1 older reviews/);
      assert.equal(await frame.getByRole('img').count(), await frame.locator('figure details').count());
      await checkAccessible(frame);
    }
  });

  it('shows what the doctor found, what is wrong first, what is in order folded', async () => {
    for (const look of LOOKS) {
      const { frame } = await hub.show('/setup', look);
      await frame.getByText('Something does not work').waitFor();
      await frame.getByRole('link', { name: 'https://dev.azure.com/x/_settings' }).waitFor();
      assert.equal(await frame.getByText('Git is there').isVisible(), false);
      await checkAccessible(frame);
    }
  });

  it('shows in the tab of a run what its tasks attached', async () => {
    for (const look of LOOKS) {
      const frame = await world.openRunTab(await hub.newPage(look), doctorRun, look);
      await frame.getByRole('heading', { name: /SlipwayDoctor/ }).waitFor();
      await frame.getByText('The set-up does not work: 1 problem.').waitFor();
      assert.equal(await frame.getByText('/agent/x.json').count(), 0);
      await checkAccessible(frame);
    }
  });
});
