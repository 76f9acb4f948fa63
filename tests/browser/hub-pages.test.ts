import assert from 'node:assert/strict';
import path from 'node:path';
import { before, describe, it } from 'mocha';
import type { Route } from 'playwright-core';
import type { ReviewDocument } from '../../src/review/review-document.ts';
import { checkPage, LOOKS, useHub } from '../support/hub-browser.ts';
import { FAULTS } from '../support/hub-faults.ts';
import { changeOf, HOSTILE, ledgerFiles } from '../support/hub-seed.ts';
import { HubWorld, PEOPLE } from '../support/hub-world.ts';

const root = path.join(import.meta.dirname, '../..');
/** A run that attaches the results of tasks, and is one of the doctor. */
const PIPELINE = (results: Readonly<Record<string, object>>) => `trigger: none
steps:
  - checkout: none
  - script: |
      echo "##vso[build.addbuildtag]slipway-doctor"
${Object.entries(results)
  .map(
    ([task, result]) => `      cat > "$AGENT_TEMPDIRECTORY/${task}.json" <<'END'
      ${JSON.stringify({ schema: 1, task, finishedAt: new Date().toISOString(), ...result })}
      END
      echo "##vso[task.addattachment type=slipway.result;name=${task}-1]$AGENT_TEMPDIRECTORY/${task}.json"
`,
  )
  .join('')}`;

/** What stands in the tab of a run of each task: how it ended, and words. */
const TOLD = [
  ['SlipwayDoctor', 'Not passed', 'The set-up does not work: 1 problem.', 'Status'],
  [
    'AIReview',
    'Not passed',
    'The review asks for changes: 1 major finding.',
    'Add the search',
    'Verdict',
    'requestChanges',
  ],
  ['StageRelease', 'Succeeded', 'shop 1.5.0 is staged with 2 changes.', 'Version', '1.5.0'],
  ['SlackNotify', 'Succeeded', 'Mara approved.', 'Decided by', 'Mara Novak'],
  ['JiraTransition', 'Failed', 'Jira refused the token.', 'Renew it.', '<img src=x onerror=alert(1)>'],
] as const;

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
  let run = 0;

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
      title: `Add the search ${HOSTILE.slice(0, 300)}`,
      description: '',
      author: { displayName: PEOPLE.jonas },
    });
    await world.request('POST', `${repository}/pullRequests/${pullRequest.id}/threads`, {
      comments: [{ content: 'Look', commentType: 'text' }],
      status: 'active',
      properties: { 'slipway.finding': { $type: 'System.String', $value: 'f1' } },
    });
    const [ticket] = changeOf(9).tickets;
    const tickets = ticket ? [{ ...ticket, title: HOSTILE, status: HOSTILE.slice(0, 100) }] : [];
    const staged = [changeOf(9, { title: `Only staged ${HOSTILE}`, author: HOSTILE.slice(0, 200), tickets })];
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
      ...{ outcome: 'blocked', summary: 'The set-up does not work: 1 problem.' },
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
    const results = {
      SlipwayDoctor: report,
      AIReview: {
        outcome: 'blocked',
        summary: 'The review asks for changes: 1 major finding.',
        outputs: { verdict: 'requestChanges', resultFile: '/agent/x.json' },
        pullRequest: { id: 1, title: 'Add the search', url: 'https://dev.azure.com/x/_git/shop/pullrequest/1' },
      },
      StageRelease: {
        outcome: 'succeeded',
        summary: 'shop 1.5.0 is staged with 2 changes.',
        outputs: { version: '1.5.0', ready: 'false' },
      },
      SlackNotify: {
        outcome: 'succeeded',
        summary: 'Mara approved.',
        outputs: { decision: 'approved', decidedBy: 'Mara Novak' },
      },
      JiraTransition: {
        outcome: 'failed',
        outputs: { tickets: HOSTILE },
        error: { message: 'Jira refused the token.', hint: 'Renew it.' },
      },
    };
    await world.commit('doctor', [['.azure/doctor.yml', PIPELINE(results)]]);
    const { id } = azureDevOps.createYamlPipeline({
      ...world.repository,
      ...{ name: 'doctor', yamlPath: '.azure/doctor.yml', tasksFolder: path.join(root, 'dist/tasks') },
    });
    const queued = await world.request('POST', `pipelines/${id}/runs`, {
      resources: { repositories: { self: { refName: 'refs/heads/doctor' } } },
    });
    run = (queued as { readonly id: number }).id;
    await world.settled(run);
  });

  it('shows reviews with their pull requests, and narrows them by what stands in the address', async () => {
    for (const look of LOOKS) {
      const opened = await hub.show('/reviews', look);
      await opened.frame.getByRole('link', { name: 'Add the search' }).waitFor();
      assert.match(
        await opened.frame.getByRole('status').first().innerText(),
        /2 reviews, 1 finding .*\$0\.2500 and 1 of unknown/,
      );
      await checkPage(opened);
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
    await checkPage({ page, frame });
    const address = page.url();
    await page.goBack();
    await frame.getByRole('table', { name: /^Reviews of pull requests/ }).waitFor();
    await page.goto(address);
    await finding.waitFor();
    const [, dark] = LOOKS;
    const opened = await hub.show(new URL(address).hash.slice(1), dark);
    await opened.frame.getByText('Active').waitFor();
    await checkPage(opened);
    const stranger = await hub.open(new URL(address).hash.slice(1), { as: PEOPLE.stranger });
    for (const hash of [new URL(address).hash.slice(1), '/reviews']) {
      await world.open(stranger.page, hash, { as: PEOPLE.stranger });
      await stranger.frame.getByText('your account may not see it').waitFor();
      for (const secret of ['Add the search', 'src/cart.ts', 'onerror', '$0.25'])
        assert.equal(await stranger.frame.getByText(secret).count(), 0, `${hash} tells ${secret}`);
    }
  });

  const side = (version: string) => encodeURIComponent(`${world.repository.id}/parcel-tracker/${version}`);

  it('compares two releases, and finds no difference of one with itself', async () => {
    for (const look of LOOKS) {
      const opened = await hub.show(`/compare?left=${side('1.0.0')}&right=${side('1.4.0')}`, look);
      await opened.frame.getByText('1 change only left, 1 only right, 0 in both.').waitFor();
      await opened.frame.getByText('Only staged').first().waitFor();
      await checkPage(opened);
    }
    const { frame: same } = await hub.show(`/compare?left=${side('1.1.0')}&right=${side('1.1.0')}`);
    await same.getByText('There is no difference').waitFor();
    const { frame: gone } = await hub.show(`/compare?left=${side('1.1.0')}&right=${side('9.9.9')}`);
    await gone
      .getByRole('alert')
      .getByText(/9\.9\.9/)
      .waitFor();
  });

  it('keeps what is chosen over a refresh and on the way back: reviews, metrics, comparison', async () => {
    const pages = [
      {
        hash: '/reviews',
        fields: [
          ['Verdict', 'approve'],
          ['Reviewed in', '7'],
        ],
        shown: /^1 review, 0 findings/,
      },
      { hash: '/metrics', fields: [['Period', '365']], shown: /Releases that were published: 4 in the period/ },
      {
        hash: '/compare',
        fields: [
          ['Left', `${world.repository.id}/parcel-tracker/1.0.0`],
          ['Right', `${world.repository.id}/parcel-tracker/1.4.0`],
        ],
        shown: /^1 change only left/,
      },
    ] as const;
    for (const { hash, fields, shown } of pages) {
      const opened = await hub.show(hash);
      const { page } = opened;
      let { frame } = opened;
      const check = async () => {
        await frame.getByText(shown).first().waitFor();
        for (const [label, value] of fields)
          assert.equal(await frame.getByLabel(label, { exact: true }).inputValue(), value, `${hash}: ${label}`);
      };
      for (const [label, value] of fields) {
        const field = frame.getByLabel(label, { exact: true });
        await field.focus();
        await field.selectOption(value);
        assert.equal(await field.and(frame.locator(':focus')).count(), 1, `${label} lost the focus`);
      }
      await check();
      const address = page.url();
      assert.match(address, /\?.+=/);
      await page.reload();
      frame = await world.loaded(page);
      await check();
      await frame.getByRole('link', { name: 'Setup' }).click();
      await frame.getByText('Something does not work').waitFor();
      await page.goBack();
      await check();
      assert.equal(page.url(), address);
    }
  });

  it('measures releases and reviews, with a table beside every chart', async () => {
    for (const look of LOOKS) {
      const opened = await hub.show('/metrics?days=365', look);
      const { frame } = opened;
      await frame.getByText('Deployment frequency').waitFor();
      const text = await frame.locator('main').innerText();
      assert.match(text, /Releases that were published: \d+ in the period/);
      assert.match(text, /Accepted findings\s+75 %\s+Fixed, .*: 3 of 4; 2 without an answer .* Of 1 older reviews/);
      assert.equal(await frame.getByRole('img').count(), await frame.locator('figure details').count());
      await checkPage(opened);
    }
  });

  it('shows what the doctor found, what is wrong first, what is in order folded', async () => {
    for (const look of LOOKS) {
      const opened = await hub.show('/setup', look);
      const { frame } = opened;
      await frame.getByText('Something does not work').waitFor();
      await frame.getByRole('link', { name: 'https://dev.azure.com/x/_settings' }).waitFor();
      assert.equal(await frame.getByText('Git is there').isVisible(), false);
      await checkPage(opened);
    }
  });

  it('shows in the tab of a run what its tasks found, staged and decided', async () => {
    for (const look of LOOKS) {
      const page = await hub.newPage(look);
      const frame = await world.openRunTab(page, run, look);
      for (const [task, state, ...words] of TOLD) {
        const result = frame.getByRole('region', { name: `${task}-1` });
        await result.getByRole('heading', { name: `${task} ${state}` }).waitFor();
        for (const word of words) assert.ok((await result.innerText()).includes(word), `${task}: ${word}`);
      }
      assert.equal(await frame.getByText('/agent/x.json').count(), 0);
      await checkPage({ page, frame });
    }
  });

  it('says in the tab of a run what may not be read, and is whole when tried again', async () => {
    const page = await hub.newPage();
    let fault: ((route: Route) => Promise<void>) | undefined;
    await page.context().route(/\/attachments\//, (route) => fault?.(route) ?? route.continue());
    // One without results is no fault.
    const { 'what is not there': _none, 'that the session has ended': first, ...others } = FAULTS;
    [fault] = first;
    const frame = await world.openRunTab(page, run);
    await frame.getByRole('alert').getByText(first[1]).waitFor();
    const again = frame.getByRole('button', { name: 'Try again' });
    for (const [broken, words] of Object.values(others)) {
      fault = broken;
      await again.press('Enter');
      await frame.getByRole('alert').getByText(words).waitFor();
      assert.equal(await frame.getByRole('region').count(), 0);
    }
    fault = undefined;
    await again.press('Enter');
    // Sooner than it would be read anew by itself.
    await frame.getByRole('heading', { name: /SlipwayDoctor/ }).waitFor({ timeout: 10_000 });
    assert.equal(await frame.getByRole('alert').count(), 0);
    assert.equal(await frame.locator('h1:focus').count(), 1);
  });
});
