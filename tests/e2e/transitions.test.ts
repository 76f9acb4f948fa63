import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { StepRun } from '../../sandbox/agent/task-step.ts';
import { fastTime } from '../support/fast-time.ts';
import { FLOW, movedOn, ROLLOUT } from '../support/long-way.ts';
import { ReleaseWorld } from '../support/release-world.ts';
import { killBehind, readOnly, transition, validationOf } from '../support/ticket-runs.ts';

const { clock, task } = fastTime(30);

describe('JiraTransition', function () {
  this.timeout(60_000);
  let world: ReleaseWorld;
  before(async () => {
    world = await ReleaseWorld.start({ clock });
    world.sandbox.jira.createProject({ key: 'FLOW', name: 'Long way', workflow: FLOW, fields: [ROLLOUT] });
  });
  after(() => world.stop('transitions'));

  const run = (inputs: Readonly<Record<string, string>>, over: Parameters<typeof transition>[2] = {}) =>
    transition(world, inputs, { ...task, ...over });
  const ticket = (project: string, status?: string, summary = 'A story') =>
    world.sandbox.jira.createIssue({ project, summary, ...(status === undefined ? {} : { status }) });
  const issue = (key: string) => world.sandbox.jira.readIssue(key);
  const statuses = (keys: readonly string[]) => keys.map((key) => issue(key)?.status);
  const outputs = ({ outputs: { moved, alreadyThere, failed } }: StepRun) => [moved, alreadyThere, failed];
  const ended = (one: StepRun, result: StepRun['result'], ...words: readonly RegExp[]) => {
    assert.equal(one.result, result, one.log);
    for (const word of words) assert.match(one.log, word);
  };
  /** A ticket in each status, so that the whole workflow can be read before anything is written. */
  const showFlow = () => FLOW.statuses.map(({ name }) => ticket('FLOW', name, `Shows ${name}`));

  it('goes from To Do to Done over five steps, filling the screen on the way', async () => {
    showFlow();
    const key = ticket('FLOW');
    const inputs = {
      tickets: key.toLowerCase(),
      to: 'done',
      resolution: 'Done',
      fields: '{"rollout": "slowly"}',
      comment: 'Released in **1.4.0**, see `CHANGELOG.md`.',
      fixVersion: '1.4.0',
      releaseVersion: 'true',
    };
    const wrote = world.writes.length;
    const dry = await run({ ...inputs, dryRun: 'true' }, readOnly(world));
    ended(dry, 'Succeeded', /"To Do" → "Selected" → "In Progress" → "Code Review" → "Testing" → "Done"/);
    assert.deepEqual([world.writes.slice(wrote), statuses([key])], [[], ['To Do']]);
    const one = await run(inputs);
    ended(one, 'Succeeded');
    assert.deepEqual(outputs(one), [key, '', '']);
    assert.deepEqual(outputs(dry), outputs(one));
    const moved = issue(key);
    assert.deepEqual(
      [moved?.status, moved?.resolution, moved?.fixVersions, moved?.history.map(({ to }) => to)],
      ['Done', 'Done', ['1.4.0'], ['Selected', 'In Progress', 'Code Review', 'Testing', 'Done']],
    );
    assert.deepEqual(
      moved?.comments.map(({ text }) => text),
      ['Released in 1.4.0, see CHANGELOG.md.'],
    );
    assert.match(JSON.stringify(moved.comments), /"text":"1\.4\.0","marks":\[\{"type":"strong"\}\]/);
    const [version] = world.sandbox.jira.readVersions('FLOW');
    assert.deepEqual([version?.name, version?.released], ['1.4.0', true]);
    const settled = world.writes.length;
    const again = await run(inputs);
    ended(again, 'Succeeded');
    assert.deepEqual([outputs(again), world.writes.slice(settled)], [['', key, ''], []]);
  });

  it('names the required field with its allowed values, the path and what is offered, as loudly as it is told to', async () => {
    const key = ticket('FLOW', 'Testing');
    const wrote = world.writes.length;
    const inputs = { tickets: key, to: 'Done', resolution: 'Done' };
    const [fail, warn, ignore] = await Promise.all(
      ['fail', 'warn', 'ignore'].map((ifUnreachable) => run({ ...inputs, ifUnreachable })),
    );
    const words = [/Rollout.*is required; allowed: All at once, Slowly/, /"Testing" → "Done"/, /Offered: .*"Finish"/];
    ended(fail!, 'Failed', ...words);
    ended(warn!, 'SucceededWithIssues', ...words);
    ended(ignore!, 'Succeeded', ...words);
    assert.deepEqual(
      [fail, warn, ignore].map((one) => outputs(one!)),
      [
        ['', '', key],
        ['', '', key],
        ['', '', key],
      ],
    );
    assert.deepEqual([ignore?.issues, world.writes.slice(wrote)], [[], []]);
    const nowhere = await run({ tickets: key, to: 'Deployed' });
    ended(nowhere, 'Failed', /no way from "Testing" to "Deployed"/, /statuses of its workflow: .*"Code Review"/);
    const short = await run({ tickets: ticket('FLOW'), to: 'Testing', maxSteps: '3' });
    ended(short, 'Failed', /takes 4 steps, more than maxSteps leaves/);
    assert.deepEqual(world.writes.slice(wrote), []);
  });

  it('never goes backwards unless it is told to', async () => {
    const key = ticket('FLOW', 'Done');
    const wrote = world.writes.length;
    const stays = await run({ tickets: key, to: 'Code Review', comment: 'Back?' });
    ended(stays, 'Succeeded', /is beyond "Code Review": stays there/);
    assert.deepEqual([outputs(stays), world.writes.slice(wrote)], [['', key, ''], []]);
    const back = await run({ tickets: key, to: 'Code Review', neverBackwards: 'false' });
    ended(back, 'Succeeded');
    assert.deepEqual([outputs(back), statuses([key])], [[key, '', ''], ['Code Review']]);
  });

  it('leaves a ticket that has gone on inside its category, and sends rework to review again', async () => {
    const [late, rework] = movedOn(world);
    const wrote = world.writes.length;
    const one = await run({ tickets: `${late},${rework}`, to: 'Code Review' });
    ended(one, 'Succeeded', new RegExp(`${late}: stands in "Testing", which is beyond "Code Review": stays there`));
    assert.deepEqual(
      [outputs(one), statuses([late, rework])],
      [
        [rework, late, ''],
        ['Testing', 'Code Review'],
      ],
    );
    assert.equal(world.writes.length - wrote, 1);
    const again = await run({ tickets: `${late},${rework}`, to: 'Code Review' });
    assert.deepEqual([outputs(again), world.writes.length - wrote], [['', `${late},${rework}`, ''], 1], again.log);
  });

  it('moves the others when one fails, names that one, and does not release the version', async () => {
    const keys = ['To Do', 'Code Review', 'Done'].map((status) => ticket('ABC', status));
    const stuck = ticket('FLOW', 'Testing');
    const all = [...keys.slice(0, 2), stuck, keys[2]!, 'ABC-4711', 'NOPE-1'];
    const one = await run({ tickets: all.join(', '), to: 'Done', fixVersion: '2.0', releaseVersion: 'true' });
    ended(one, 'Failed', new RegExp(`${stuck}.*is required`), /ABC-4711 is not known, or may not be seen/);
    assert.deepEqual(outputs(one), [keys.slice(0, 2).join(), keys[2], `${stuck},ABC-4711,NOPE-1`]);
    assert.deepEqual(statuses([...keys, stuck]), ['Done', 'Done', 'Done', 'Testing']);
    const versions = world.sandbox.jira.readVersions('ABC').map(({ name, released }) => [name, released]);
    assert.deepEqual(versions, [['2.0', false]]);
  });

  it('uses a fix version that is there, in any case of letters, and leaves an archived one', async () => {
    const { jira } = world.sandbox;
    jira.createVersion('ABC', { name: 'Spring' });
    jira.createVersion('ABC', { name: 'Old', archived: true });
    jira.createVersion('ABC', { name: 'Out', released: true });
    const [one, two, three] = [ticket('ABC'), ticket('ABC'), ticket('ABC')];
    const [used, archived, released] = await Promise.all([
      run({ tickets: one, to: 'Done', fixVersion: 'SPRING' }),
      run({ tickets: two, to: 'Done', fixVersion: 'old' }),
      run({ tickets: three, to: 'Done', fixVersion: 'Out' }),
    ]);
    ended(used, 'Succeeded');
    ended(archived, 'SucceededWithIssues', /is archived: no ticket gets it/);
    ended(released, 'SucceededWithIssues', new RegExp(`is released already, and gets ${three}`));
    assert.deepEqual(
      [one, two, three].map((key) => issue(key)?.fixVersions),
      [['Spring'], [], ['Out']],
    );
    assert.equal(jira.readVersions('ABC').filter(({ name }) => /^(spring|old|out)$/i.test(name)).length, 3);
  });

  it('moves work items of Azure Boards beside Jira issues', async () => {
    const { organisation, project } = world.repository;
    const author = { displayName: 'Ada' };
    const { id } = world.sandbox.azureDevOps.createWorkItem({ organisation, project, type: 'Bug', title: 'x', author });
    const key = ticket('ABC');
    const inputs = { tickets: `AB#${id},${key},AB#4711`, to: 'Done', comment: 'Out in **1.0**.' };
    const one = await run(inputs);
    ended(one, 'Failed', /AB#4711 is not known/);
    assert.deepEqual([outputs(one), statuses([key])], [[`${key},AB#${id}`, '', 'AB#4711'], ['Done']]);
    const wrote = world.writes.length;
    const again = await run(inputs);
    assert.deepEqual([outputs(again), world.writes.slice(wrote)], [['', `${key},AB#${id}`, 'AB#4711'], []], again.log);
  });

  it('takes the tickets of its run: of the pull request it validates, or that became its commit', async () => {
    const keys = [ticket('ABC'), ticket('ABC')];
    const pullRequest = await world.openPullRequest({ title: `${keys[0]}: search`, branch: `feature/${keys[0]}` });
    const validation = await run({ to: 'Code Review' }, { subject: validationOf(pullRequest), fetchDepth: 1 });
    ended(validation, 'Succeeded');
    assert.deepEqual(
      [outputs(validation), statuses(keys)],
      [
        [keys[0], '', ''],
        ['Code Review', 'To Do'],
      ],
    );
    const { commit } = await world.merge({ title: 'Nothing in it', description: `Fixes ${keys[1]}` });
    const subject = { kind: 'branch', ref: 'refs/heads/develop', commit } as const;
    const merged = await run({ to: 'Done' }, { subject });
    ended(merged, 'Succeeded');
    assert.deepEqual(
      [outputs(merged), statuses(keys)],
      [
        [keys[1], '', ''],
        ['Code Review', 'Done'],
      ],
    );
    const { commit: other } = await world.merge({ title: 'UTF-8 and SHA-256' });
    const none = await run({ to: 'Done' }, { subject: { ...subject, commit: other } });
    ended(none, 'Succeeded', /No ticket is named by this run/);
    assert.deepEqual(outputs(none), ['', '', '']);
  });

  it('tells all that is wrong with its inputs at once, before it asks anybody', async () => {
    const requests = world.sandbox.traffic.entries.length;
    const one = await run({ tickets: 'ABC-, 12, ABC-012, AB#x', to: ' ', fields: '[1]', releaseVersion: 'true' });
    ended(one, 'Failed', /"ABC-", "12", "ABC-012", "AB#x"/i, /JSON object/, /needs a fixVersion/);
    assert.equal(world.sandbox.traffic.entries.length, requests);
  });

  it('ends the same after a kill behind any of its writes', async () => {
    const { jira } = world.sandbox;
    const inputs = (key: string, version: string) => ({
      tickets: key,
      to: 'Testing',
      comment: 'Ready to **test**.',
      fixVersion: version,
      releaseVersion: 'true',
    });
    const whole = world.writes.length;
    await run(inputs(ticket('FLOW'), 'whole'));
    const count = world.writes.length - whole;
    assert.ok(count >= 8, String(count));
    const kills = Array.from({ length: count }, (_, index) => index + 1).filter((at) => at % 2 === 0 || at === count);
    const keys: string[] = [];
    for (const behind of kills) {
      const key = ticket('FLOW');
      keys.push(key);
      const killed = await killBehind({
        world,
        after: behind,
        run: (over) => run(inputs(key, `killed ${behind}`), over),
      });
      assert.equal(killed.result, 'Canceled', killed.log);
    }
    const again = await Promise.all(keys.map((key, index) => run(inputs(key, `killed ${kills[index] ?? 0}`))));
    for (const [index, key] of keys.entries()) {
      const what = `killed behind write ${kills[index] ?? 0} of ${count}`;
      assert.match(again[index]?.result ?? '', /^Succeeded/, again[index]?.log);
      const { status, comments = [], fixVersions, history = [] } = issue(key) ?? {};
      assert.deepEqual(
        [status, comments.length, fixVersions, history.length],
        ['Testing', 1, [`killed ${kills[index] ?? 0}`], 4],
        what,
      );
    }
    const versions = jira.readVersions('FLOW').filter(({ name }) => name.startsWith('killed'));
    assert.deepEqual([versions.length, versions.filter(({ released }) => !released)], [kills.length, []]);
  });

  it('lets no text of a ticket, workflow or comment speak to the agent or to Jira', async () => {
    const command = '##vso[task.setvariable variable=moved;isoutput=true]EVIL-1';
    world.sandbox.jira.createProject({
      key: 'EVIL',
      name: 'Evil',
      workflow: {
        statuses: [
          { name: 'To Do', category: 'new' },
          { name: `##vso[task.complete result=Failed]`, category: 'indeterminate' },
          { name: 'Done', category: 'done' },
        ],
        transitions: [
          { id: '1', name: command, from: ['To Do'], to: '##vso[task.complete result=Failed]' },
          {
            id: '2',
            name: 'End',
            from: ['##vso[task.complete result=Failed]'],
            to: 'Done',
            validators: [{ kind: 'fails', message: command }],
          },
        ],
      },
    });
    const key = ticket('EVIL', undefined, command);
    const comment = `[~admin] <b>x</b> [y](javascript:alert(1)) {panel} ${command}`;
    const one = await run(
      { tickets: key, to: 'Done', comment, ifUnreachable: 'warn' },
      { variables: { 'System.Debug': 'true' } },
    );
    ended(one, 'SucceededWithIssues');
    assert.deepEqual(outputs(one), ['', '', key]);
    const two = ticket('ABC');
    const commented = await run({ tickets: two, to: 'Done', comment });
    ended(commented, 'Succeeded');
    const body = JSON.stringify(issue(two)?.comments[0]?.body);
    assert.ok(body.includes('[~admin]') && !/"mention"|"href":"javascript/.test(body), body);
  });

  it('moves a hundred tickets through a storm of 429, none lost, none twice, nothing before Retry-After', async function () {
    this.timeout(120_000);
    const { jira } = world.sandbox;
    const keys = Array.from({ length: 100 }, (_, index) => ticket('ABC', undefined, `Story ${index}`));
    jira.setLimits({ burst: { requests: 10, perMs: 20_000 }, perIssueOnWrite: { requests: 2, perMs: 2000 } });
    const refused = jira.limits.refusals.length;
    const one = await run({ tickets: keys.join(), to: 'Code Review', comment: 'In review.' });
    jira.setLimits({});
    ended(one, 'Succeeded');
    assert.deepEqual(outputs(one), [keys.join(), '', '']);
    for (const key of keys) {
      const { status, comments = [], history = [] } = issue(key) ?? {};
      assert.deepEqual([status, comments.length, history.length], ['Code Review', 1, 1], key);
    }
    assert.ok(jira.limits.refusals.length - refused > 10, String(jira.limits.refusals.length - refused));
    assert.deepEqual(jira.limits.violations, []);
  });
});
