import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SlipwayError } from '../../../src/errors.ts';
import type { TicketField } from '../../../src/tickets/ports.ts';
import type { FakeStep } from '../../support/fake-tracker.ts';
import { FakeTracker, status } from '../../support/fake-tracker.ts';
import { STATUSES, STEPS, workflow, world } from './transition-world.ts';

const field = (over: Partial<TicketField>): TicketField => ({
  id: 'customfield_1',
  name: 'Reviewer',
  kind: 'option',
  required: true,
  hasDefault: false,
  allowed: [
    { id: '7', name: 'Ada' },
    { id: '8', name: 'Grace' },
  ],
  ...over,
});

const RESOLUTION = field({
  id: 'resolution',
  name: 'Resolution',
  allowed: [
    { id: '1', name: 'Fixed' },
    { id: '2', name: "Won't Do" },
  ],
});

describe('Moving tickets', () => {
  it('takes as many steps as the workflow needs, and does nothing the second time', async () => {
    const tracker = new FakeTracker(workflow());
    tracker.add('ABC-1', '1');
    const { transition } = world(tracker);
    const first = await transition();
    assert.deepEqual(tracker.writes, ['move ABC-1 11', 'move ABC-1 21']);
    assert.deepEqual(first.outputs, { moved: 'ABC-1', alreadyThere: '', failed: '' });
    assert.equal(first.summary, '1 ticket moved to "Code Review".');
    const second = await transition();
    assert.equal(tracker.writes.length, 2);
    assert.deepEqual(second.outputs, { moved: '', alreadyThere: 'ABC-1', failed: '' });
    assert.equal(second.kind, 'succeeded');
  });

  for (const to of ['code review', ' Code  Review ', 'CODEREVIEW', '3'])
    it(`knows the status by ${JSON.stringify(to)}`, async () => {
      const tracker = new FakeTracker(workflow());
      tracker.add('ABC-1', '2');
      assert.equal((await world(tracker).transition({ to })).outputs?.['moved'], 'ABC-1');
    });

  it('takes "Done" for the status of that name, however near another of its category is', async () => {
    const tracker = new FakeTracker(workflow());
    tracker.add('ABC-1', '1');
    for (const id of ['2', '3', '4']) tracker.add(`ABC-${id}0`, id);
    await world(tracker).transition({ to: 'Done' });
    assert.equal(tracker.tickets.get('ABC-1')?.status.name, 'Done');
  });

  it('takes "done" for the category where no status has that name, but never drops a ticket', async () => {
    const statuses = [...STATUSES.slice(0, 3), status('4', 'Geschlossen', 'done'), STATUSES[4]!];
    const tracker = new FakeTracker({ statuses, steps: STEPS });
    tracker.add('ABC-1', '1');
    assert.equal((await world(tracker).transition({ to: 'done' })).outputs?.['moved'], 'ABC-1');
    assert.equal(tracker.tickets.get('ABC-1')?.status.name, 'Geschlossen');
    assert.equal((await world(tracker).transition({ to: 'done' })).outputs?.['alreadyThere'], 'ABC-1');
  });

  it('leaves a ticket alone that is beyond the target', async () => {
    const tracker = new FakeTracker(workflow());
    tracker.add('ABC-1', '4');
    const { kind, outputs, result } = await world(tracker).transition({ comment: 'Hello' });
    assert.deepEqual([kind, outputs?.['alreadyThere'], tracker.writes], ['succeeded', 'ABC-1', []]);
    assert.match(JSON.stringify(result), /beyond/);
  });

  it('goes back when it is told to', async () => {
    const tracker = new FakeTracker(workflow());
    tracker.add('ABC-1', '4');
    await world(tracker).transition({ neverBackwards: false });
    assert.deepEqual(tracker.writes, ['move ABC-1 41', 'move ABC-1 11', 'move ABC-1 21']);
  });

  it('says of an unreachable target what was offered, and writes nothing', async () => {
    const tracker = new FakeTracker(workflow());
    tracker.add('ABC-1', '2');
    const { log, transition } = world(tracker);
    const { kind, summary, outputs } = await transition({ to: 'Shipped' });
    assert.deepEqual([kind, outputs?.['failed'], tracker.writes], ['blocked', 'ABC-1', []]);
    assert.equal(summary, '1 ticket not moved: ABC-1.');
    assert.match(
      log.lines.join('\n'),
      /error: ABC-1: no way from "In Progress" to "Shipped" is known\. The statuses of its workflow: "To Do", .*Offered: "Stop" \(12\) to "To Do" \(1\), "Review" \(21\)/,
    );
  });

  it('does not begin a way that is longer than maxSteps', async () => {
    const tracker = new FakeTracker(workflow());
    tracker.add('ABC-1', '1');
    for (const id of ['2', '3', '4']) tracker.add(`ABC-${id}0`, id);
    const { log, transition } = world(tracker);
    assert.equal((await transition({ to: '4', maxSteps: 2 })).kind, 'blocked');
    assert.deepEqual(tracker.writes, []);
    assert.match(log.lines.join('\n'), /"To Do" → "In Progress" → "Code Review" → "Done", which takes 3 steps/);
  });

  it('ends in a workflow that goes in circles', async () => {
    const circle = [1, 2, 3].map((at): FakeStep => ({ id: String(at), from: String(at), to: String((at % 3) + 1) }));
    const tracker = new FakeTracker(workflow(circle));
    tracker.add('ABC-1', '1');
    tracker.hasSamples = false;
    assert.equal((await world(tracker).transition({ to: 'Done', neverBackwards: false })).kind, 'blocked');
    assert.ok(tracker.writes.length <= 6);
  });

  for (const [ifUnreachable, kind, level] of [
    ['warn', 'warned', 'warn'],
    ['ignore', 'succeeded', 'info'],
  ] as const)
    it(`only tells it with ifUnreachable: ${ifUnreachable}`, async () => {
      const tracker = new FakeTracker(workflow());
      tracker.add('ABC-1', '1');
      const { log, transition } = world(tracker);
      const outcome = await transition({ to: 'Shipped', ifUnreachable, tickets: ['ABC-1', 'ABC-99'] });
      assert.deepEqual([outcome.kind, outcome.outputs?.['failed']], [kind, 'ABC-1,ABC-99']);
      assert.ok(log.lines.some((line) => line.startsWith(`${level}: ABC-99 is not known`)));
    });

  it('goes on to where a post-function put the ticket', async () => {
    const steps = STEPS.map((step) => (step.id === '21' ? { ...step, landsOn: '1' } : step));
    const detour: FakeStep = { id: '22', name: 'Ask', from: '2', to: '3' };
    const tracker = new FakeTracker(workflow([...steps, detour]));
    tracker.add('ABC-1', '2');
    assert.equal((await world(tracker).transition()).outputs?.['moved'], 'ABC-1');
    assert.deepEqual(tracker.writes, ['move ABC-1 21', 'move ABC-1 11', 'move ABC-1 22']);
  });

  it('takes another step to the same status when one is refused, and tells the refusal when there is none', async () => {
    const refusing = STEPS.map((step) => (step.id === '21' ? { ...step, refuses: 'Open sub-tasks.' } : step));
    const tracker = new FakeTracker(workflow([...refusing, { id: '22', name: 'Review', from: '2', to: '3' }]));
    tracker.add('ABC-1', '2');
    await world(tracker).transition();
    assert.deepEqual(tracker.writes, ['move ABC-1 22']);
    const stubborn = new FakeTracker(workflow(refusing));
    stubborn.add('ABC-1', '2');
    const { log, transition } = world(stubborn);
    await transition();
    assert.match(log.lines.join('\n'), /"Review" was refused: Open sub-tasks\./);
  });

  it('takes the unconditional one of two steps, then the one with the lower id', async () => {
    const twins: FakeStep[] = [
      { id: '9', name: 'A', from: '2', to: '3', isConditional: true },
      { id: '101', name: 'A', from: '2', to: '3' },
      { id: '30', name: 'A', from: '2', to: '3' },
    ];
    const tracker = new FakeTracker(workflow(twins));
    tracker.add('ABC-1', '2');
    await world(tracker).transition();
    assert.deepEqual(tracker.writes, ['move ABC-1 30']);
  });

  it('names what a screen requires, with what it allows, before anything is moved', async () => {
    const steps = STEPS.map((step) => (step.id === '31' ? { ...step, fields: [RESOLUTION, field({})] } : step));
    const tracker = new FakeTracker(workflow(steps));
    tracker.add('ABC-1', '1');
    for (const id of ['2', '3', '4']) tracker.add(`ABC-${id}0`, id);
    const { log, transition } = world(tracker);
    await transition({ to: '4' });
    assert.deepEqual(tracker.writes, []);
    const lines = log.lines.join('\n');
    assert.match(lines, /where "Finish" cannot be taken/);
    assert.match(lines, /The field Resolution is required; allowed: Fixed, Won't Do\./);
    assert.match(lines, /The field Reviewer \(customfield_1\) is required; allowed: Ada, Grace\./);
    assert.equal((await transition({ to: '4', resolution: 'fixed', fields: { reviewer: 'GRACE' } })).kind, 'succeeded');
    assert.deepEqual(Object.fromEntries(tracker.submitted.at(-1)!.fields), {
      resolution: { kind: 'option', id: '1' },
      customfield_1: { kind: 'option', id: '8' },
    });
  });

  it('gives a resolution only where the screen has it, and warns of a field that no screen has', async () => {
    const tracker = new FakeTracker(workflow());
    tracker.add('ABC-1', '2');
    const { log, transition } = world(tracker);
    assert.equal((await transition({ resolution: 'Fixed', fields: { Team: 'Blue' } })).kind, 'warned');
    assert.ok(log.lines.includes('warn: No screen on the way has the field Team: it is not set.'));
    assert.equal((await transition({ resolution: 'Fixed', fields: { Team: 'Blue' } })).kind, 'succeeded');
  });

  it('prefers the step whose fields can be filled', async () => {
    const twins: FakeStep[] = [
      { id: '1', name: 'Review', from: '2', to: '3', fields: [field({})] },
      { id: '2', name: 'Review', from: '2', to: '3' },
    ];
    const tracker = new FakeTracker(workflow(twins));
    tracker.add('ABC-1', '2');
    await world(tracker).transition();
    assert.deepEqual(tracker.writes, ['move ABC-1 2']);
  });

  it('lets later tickets use what earlier ones were offered', async () => {
    const tracker = new FakeTracker(workflow());
    for (const key of ['ABC-1', 'ABC-2', 'ABC-3']) tracker.add(key, '1');
    tracker.add('ABC-20', '2');
    await world(tracker).transition({ tickets: ['ABC-1', 'ABC-2', 'ABC-3'] });
    assert.equal(tracker.reads.filter((read) => read === 'samples 2,5').length, 1);
  });

  it('is stopped by one ticket for this one only', async () => {
    const tracker = new FakeTracker(workflow());
    for (const key of ['ABC-1', 'ABC-2', 'ABC-3']) tracker.add(key, '2');
    const listTransitions = tracker.listTransitions.bind(tracker);
    tracker.listTransitions = (key) =>
      key === 'ABC-2'
        ? Promise.reject(new SlipwayError('Jira said 500.', { kind: 'remote', code: 'JIRA_UNAVAILABLE' }))
        : listTransitions(key);
    const { kind, outputs } = await world(tracker).transition({
      tickets: ['ABC-1', 'abc-2', 'ABC-3'],
      ifUnreachable: 'ignore',
    });
    assert.deepEqual([kind, outputs], ['blocked', { moved: 'ABC-1,ABC-3', alreadyThere: '', failed: 'ABC-2' }]);
  });

  it('knows a moved issue by its new key, once', async () => {
    const tracker = new FakeTracker(workflow());
    tracker.add('NEW-9', '2');
    tracker.moved.set('ABC-1', 'NEW-9');
    const { log, transition } = world(tracker);
    assert.equal((await transition({ tickets: ['ABC-1', 'NEW-9'] })).outputs?.['moved'], 'NEW-9');
    assert.match(log.lines.join('\n'), /NEW-9 \(was ABC-1\)/);
  });

  it('moves those of the run when none are named, work items on their boards', async () => {
    const tracker = new FakeTracker(workflow());
    tracker.add('ABC-1', '2');
    const boards = new FakeTracker(workflow());
    boards.versions = undefined;
    boards.add('AB#7', '2');
    const run = {
      readTexts: () =>
        Promise.resolve([
          { source: 'branch', text: 'abc-1_x and UTF-8' },
          { source: 'workItem', text: '7' },
        ] as const),
    };
    const { outputs } = await world(tracker, { boards, run }).transition({ tickets: [] });
    assert.deepEqual([outputs?.['moved'], boards.writes], ['ABC-1,AB#7', ['move AB#7 21']]);
  });

  it('has nothing to do when nothing is named', async () => {
    const run = { readTexts: () => Promise.resolve([{ source: 'title', text: 'Tidy' }] as const) };
    const { kind, outputs } = await world(new FakeTracker(workflow()), { run }).transition({ tickets: [] });
    assert.deepEqual([kind, outputs], ['skipped', { moved: '', alreadyThere: '', failed: '' }]);
  });

  it('refuses what is no key before anything is asked', async () => {
    const tracker = new FakeTracker(workflow());
    await assert.rejects(world(tracker).transition({ tickets: ['ABC-1', '../../evil?x=1#', '$(t.tickets)'] }), {
      code: 'TICKET_KEY_INVALID',
    });
    assert.deepEqual(tracker.reads, []);
  });

  it('plans the same in a dry run, and writes nothing', async () => {
    const [wet, dry] = [new FakeTracker(workflow()), new FakeTracker(workflow())];
    for (const tracker of [wet, dry]) for (const id of ['1', '2', '3']) tracker.add(`ABC-${id}`, id);
    const settings = { to: '4', comment: 'x', fixVersion: '1.0', releaseVersion: true };
    const logs = [world(wet), world(dry)];
    await logs[0]!.transition(settings);
    const { outputs } = await logs[1]!.transition({ ...settings, dryRun: true });
    assert.deepEqual(dry.writes, []);
    assert.equal(outputs?.['moved'], 'ABC-1');
    const planOf = ({ log }: (typeof logs)[0]) => log.lines.find((line) => line.startsWith('info: The plan'));
    assert.equal(planOf(logs[1]!), planOf(logs[0]!));
    assert.match(planOf(logs[1]!) ?? '', /version 1\.0 of ABC: create/);
  });

  it('says in a dry run what cannot be foreseen', async () => {
    const tracker = new FakeTracker(workflow());
    tracker.add('ABC-1', '1');
    tracker.hasSamples = false;
    const { log, transition } = world(tracker);
    await transition({ dryRun: true });
    assert.match(log.lines.join('\n'), /"To Do" → "In Progress", and on from there: no ticket shows what is offered/);
  });
});
