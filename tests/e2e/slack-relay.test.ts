import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SlackWorld, until } from '../support/slack-world.ts';

describe('SlackNotify, relaying approvals', function () {
  this.timeout(90_000);
  let world: SlackWorld;
  let pipelines = 0;
  before(async () => {
    world = await SlackWorld.start();
    world.slack.setLimits('none');
    await world.post('Begin', { subject: 'begin' });
  });
  after(() => world.stop('relay'));

  /** A run that waits for somebody's approval. */
  async function startRun(): Promise<number> {
    const { organisation, project, repository } = world.world.repository;
    const approval = { environment: 'production', approvers: [{ displayName: 'Approver' }] };
    const { id } = world.world.sandbox.azureDevOps.createPipeline({
      organisation,
      project,
      repository,
      name: `Release ${(pipelines += 1)}`,
      stages: [
        { name: 'Deploy', seconds: 0, approval },
        // Stages of a script come one after the other; this is the relay's own.
        { name: 'Relay', seconds: 'never' },
      ],
    });
    const run = (await world.world.request('POST', `pipelines/${id}/runs`, {})) as { readonly id: number };
    return run.id;
  }

  interface Approval {
    readonly id: string;
    readonly status: string;
    readonly steps: readonly {
      readonly comment?: string;
      readonly actualApprover?: { readonly displayName: string };
    }[];
  }

  async function approvalOf(run: number): Promise<Approval> {
    const timeline = (await world.world.request('GET', `build/builds/${run}/timeline`)) as {
      readonly records: readonly { readonly id: string; readonly type: string }[];
    };
    const found = timeline.records.find(({ type }) => type === 'Checkpoint.Approval');
    const route = `pipelines/approvals?approvalIds=${found?.id}&$expand=steps&api-version=7.1-preview.1`;
    const { value } = (await world.world.request('GET', route)) as { readonly value: readonly [Approval] };
    return value[0];
  }

  async function relay(inputs: Readonly<Record<string, string>> = {}) {
    const channel = world.newChannel(`relay-${pipelines + 1}`);
    const run = await startRun();
    const ended = world.notify(
      { action: 'relay', channel, timeoutMinutes: '5', ...inputs },
      { buildId: run, variables: { 'System.StageName': 'Relay' } },
    );
    const early = ended.then(({ log }) => {
      throw new Error(`The relay ended early:\n${log}`);
    });
    early.catch(() => undefined);
    const looking = until('a card', () => world.all(channel).find(({ buttons }) => buttons.length > 0));
    return { run, channel, ended, card: await Promise.race([looking, early]) };
  }

  const withToken = () => ({ approvalToken: world.world.tokenOf('Approver') });

  it('shows links only without a token, converges when it is decided elsewhere, and ends with the run', async () => {
    const { run, card, ended, channel } = await relay();
    assert.deepEqual(
      card.buttons.map(({ value, url }) => [value, url?.includes(`buildId=${run}`)]),
      [[undefined, true]],
    );
    const { id: approvalId } = await approvalOf(run);
    const decision = [{ approvalId, status: 'approved', comment: 'Fine by me' }];
    const route = 'pipelines/approvals?api-version=7.1-preview.1';
    await world.world.request('PATCH', route, decision, world.world.tokenOf('Approver'));
    const done = await ended;
    assert.equal(done.result, 'Succeeded', done.log);
    assert.match(done.log, /All other stages have ended: 1 approval shown/);
    assert.match(world.now(card).words, /approved[^]*Approver/i);
    assert.equal(world.all(channel).length, 1);
  });

  it('approves with the token, in the name of the person who clicked', async () => {
    const { run, card, ended } = await relay({ ...withToken(), approvers: 'mara.novak@example.com' });
    await world.click(card, 'Approve', 'Omar Haddad');
    await until('a refusal', () => world.told('Omar Haddad', card.channelId)[0]);
    assert.equal((await approvalOf(run)).status, 'pending');
    await world.click(card, 'Approve', 'Mara Novak');
    const done = await ended;
    assert.equal(done.result, 'Succeeded', done.log);
    const { status, steps } = await approvalOf(run);
    assert.equal(status, 'approved');
    assert.match(
      steps[0]?.comment ?? '',
      /^Approved by Mara Novak \(mara\.novak@example\.com.*in Slack through Slipway/,
    );
    const { words, buttons } = world.now(card);
    assert.match(words, /Mara Novak/);
    assert.deepEqual(
      buttons.filter(({ value }) => value !== undefined),
      [],
    );
  });

  it('rejects with a reason', async () => {
    const { run, card, ended } = await relay(withToken());
    await world.click(card, 'Reject', 'Mara Novak');
    await until('a modal', () => world.slack.openView('Mara Novak'));
    await world.slack.submitReason('Mara Novak', 'Not before Monday');
    const done = await ended;
    assert.equal(done.result, 'Succeeded', done.log);
    const { status, steps } = await approvalOf(run);
    assert.equal(status, 'rejected');
    assert.match(steps[0]?.comment ?? '', /^Rejected by Mara Novak .*: Not before Monday$/);
    assert.match(world.now(card).words, /Not before Monday/);
  });
});
