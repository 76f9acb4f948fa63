import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Rendered } from '../../../../src/chat/blocks.ts';
import { type CardFacts, describeApproval } from '../../../../src/chat/render/card.ts';
import { renderCard, renderEndedCard } from '../../../../src/chat/render/render-card.ts';
import { renderMessage } from '../../../../src/chat/render/render-message.ts';
import { threadText } from '../../../../src/chat/render/render-text.ts';
import { textsOf } from './problems-of.ts';

/** Each block on lines of its own, as `type: text`. */
const look = ({ blocks }: Rendered['message']): string =>
  blocks
    .map(
      (block) =>
        `${block.type}: ${textsOf(block)
          .map(({ text }) => text)
          .join(' | ')}`,
    )
    .join('\n');

const run = { number: '20261128.3', url: 'https://dev.azure.com/o/p/_build/results?buildId=77' };
const ticketsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    key: `ABC-${index + 1}`,
    title: `Ticket ${index + 1}`,
    url: `https://j.example/browse/ABC-${index + 1}`,
    status: 'Done',
  }));

const release = {
  kind: 'release',
  component: 'billing-api',
  version: '1.4.0',
  previousVersion: '1.3.2',
  state: 'waiting',
  changeCount: 3,
  tag: 'v1.4.0',
  tickets: ticketsOf(2),
  stages: [
    { name: 'Build', state: 'succeeded' },
    { name: 'Sandbox', state: 'running' },
    { name: 'Production', state: 'waiting' },
  ],
  pullRequest: { id: 88, url: 'https://a.example/88' },
  run,
} as const;

const RUN = '<https://dev.azure.com/o/p/_build/results?buildId=77|Run 20261128.3>';

describe('The message of a release', () => {
  it('says in one glance what it is, where it stands and what is in it', () => {
    const { message, thread } = renderMessage(release);
    assert.equal(message.text, 'billing-api 1.4.0 waits for approval (after 1.3.2): 3 changes, 2 tickets.');
    assert.equal(
      look(message),
      [
        'header: billing-api 1.4.0 waits for approval',
        `context: After 1.3.2  ·  3 changes, 2 tickets  ·  \`v1.4.0\`  ·  <https://a.example/88|Release pull request 88>  ·  ${RUN}`,
        'section: ✓ *Build* done  ·  ● *Sandbox* running  ·  ◔ *Production* waits for approval',
        'section: • <https://j.example/browse/ABC-1|ABC-1> Ticket 1 – _Done_\n• <https://j.example/browse/ABC-2|ABC-2> Ticket 2 – _Done_',
      ].join('\n'),
    );
    assert.deepEqual(thread, []);
  });

  it('shows the first tickets of many and leaves the others to the thread', () => {
    const otherChanges = [{ title: 'Tidy up', name: '!77', url: 'https://a.example/77' }];
    const { message, thread } = renderMessage({ ...release, tickets: ticketsOf(11), otherChanges });
    assert.match(
      look(message),
      /ABC-8> Ticket 8 – _Done_\ncontext: In the thread: 3 more tickets, 1 change without a ticket$/,
    );
    assert.deepEqual(
      thread.map(({ text }) => text),
      ['Tickets of billing-api 1.4.0', 'Changes of billing-api 1.4.0 without a ticket'],
    );
    assert.match(look(thread[0]!), /^section: \*More tickets\*\n• <[^>]+\|ABC-9> [^]+\|ABC-11> Ticket 11 – _Done_$/);
    assert.equal(look(thread[1]!), 'section: *Changes without a ticket*\n• Tidy up (<https://a.example/77|!77>)');
  });

  it('has the notes of what is released in its thread', () => {
    const notes = '**billing-api 1.4.0** (was 1.3.2): 3 changes, 1 ticket\n- [ABC-1](https://j.example/ABC-1) Search';
    assert.deepEqual(renderMessage({ ...release, notes }), renderMessage(release));
    const { message, thread } = renderMessage({ ...release, state: 'released', notes });
    assert.match(look(message), /\ncontext: In the thread: the release notes$/);
    assert.deepEqual(
      thread.map((one) => [one.text, look(one)]),
      [
        [
          'Release notes of billing-api 1.4.0',
          'section: *billing-api 1.4.0* (was 1.3.2): 3 changes, 1 ticket\n• <https://j.example/ABC-1|ABC-1> Search',
        ],
      ],
    );
  });

  it('needs no more than name, version and state', () => {
    const { message } = renderMessage({ kind: 'release', component: 'api', version: '1.0.0', state: 'staging' });
    assert.equal(look(message), 'header: api 1.0.0 collects changes\ncontext: 0 tickets');
  });

  it('says what it waits for and what failed', () => {
    const { message } = renderMessage({
      ...release,
      state: 'failed',
      notReady: ['the review of !88'],
      failure: { where: ['Build', 'Test'], issue: 'Error: 1 < 2\n  at a.ts:3', url: 'https://a.example/log' },
    });
    assert.match(look(message), /^header: billing-api 1\.4\.0 failed\n/);
    assert.match(
      look(message),
      /section: \*Failed in\* Build › Test {2}· {2}<https:\/\/a\.example\/log\|Log>\n```\nError: 1 &lt; 2\n {2}at a\.ts:3\n```\n/,
    );
    assert.match(look(message), /section: Waits for: the review of !88\n/);
  });

  it('names all of many stages in the thread', () => {
    const stages = Array.from({ length: 14 }, (_, index) => ({ name: `S${index + 1}`, state: 'pending' as const }));
    const { message, thread } = renderMessage({ ...release, stages });
    assert.match(look(message), /○ \*S12\* not started {2}· {2}and 2 more, in the thread\n/);
    assert.match(look(thread[0]!), /• ○ \*S14\* not started$/);
  });
});

describe('The message of a review', () => {
  const finding = {
    severity: 'critical',
    title: 'Null is read',
    path: 'src/a.ts',
    line: 12,
    explanation: 'Why.',
  } as const;
  const review = {
    kind: 'review',
    pullRequest: { id: 42, title: 'Add retry', url: 'https://a.example/42', author: 'Mara Novak', repository: 'api' },
    findings: [finding, { severity: 'minor', title: 'Name', path: 'b.ts', url: 'https://a.example/t' }],
    coveragePercent: 99.9,
    costUsd: 0.4231,
    run,
  } as const;

  it('that requests changes names the top findings', () => {
    const { message, thread } = renderMessage({ ...review, verdict: 'requestChanges' });
    assert.equal(message.text, 'Changes requested on pull request 42 “Add retry”: 1 critical, 1 minor.');
    assert.equal(
      look(message),
      [
        'header: Changes requested: Add retry',
        `context: <https://a.example/42|Pull request 42> in api by Mara Novak  ·  ${RUN}`,
        'section: *1 critical, 1 minor*  ·  99 % looked at  ·  cost $0.42',
        'section: • *critical*  Null is read  `src/a.ts:12`\n• *minor*  <https://a.example/t|Name>  `b.ts`',
        'context: The explanations are in the thread.',
      ].join('\n'),
    );
    assert.match(look(thread[0]!), /`src\/a\.ts:12`\n {4}Why\.\n/);
  });

  it('that approves is short', () => {
    const { message, thread } = renderMessage({ ...review, verdict: 'approve', findings: [], counts: {} });
    assert.match(look(message), /^header: Review passed: Add retry\n[^\n]+\nsection: \*no findings\*/);
    assert.deepEqual(thread, []);
  });

  it('that is incomplete is no approval', () => {
    const { message } = renderMessage({ ...review, verdict: 'incomplete', reason: 'the budget ran out' });
    assert.match(look(message), /section: Not everything was looked at, so this is no approval: the budget ran out\n/);
  });
});

describe('The message of a run', () => {
  it('says how it ended, of what, for whom and how long it took', () => {
    const { message } = renderMessage({
      kind: 'pipeline',
      pipeline: 'release',
      run,
      state: 'failed',
      branch: 'refs/heads/main',
      commit: 'abcdef0123456789',
      requester: 'Mara Novak',
      durationSeconds: 252,
      stages: [{ name: 'Build', state: 'failed' }],
      failure: { where: ['Build', 'npm test'] },
    });
    assert.equal(message.text, 'release 20261128.3 failed in Build › npm test.');
    assert.equal(
      look(message),
      [
        'header: release failed',
        `context: ${RUN}  ·  \`main\` at \`abcdef01\`  ·  for Mara Novak  ·  4 min 12 s`,
        'section: ✗ *Build* failed',
        'section: *Failed in* Build › npm test',
      ].join('\n'),
    );
  });
});

describe('A text', () => {
  it('goes on in the thread', () => {
    const { message, thread } = renderMessage({
      kind: 'text',
      text: `# Hello\n\n${'One sentence. '.repeat(1_500)}`,
      run,
    });
    assert.equal(message.text, 'Hello');
    assert.match(look(message), /\ncontext: The rest is in the thread\.\ncontext: <[^>]+\|Run 20261128\.3>$/);
    assert.ok(thread.length > 0);
    const all = [message, ...thread].map(look).join(' ');
    assert.equal(all.match(/sentence\./g)?.length, 1_500, 'nothing is lost where a section ends');
  });

  it('of the thread is named by its first line', () => {
    assert.deepEqual(
      threadText('## What **changed**\n- one').map((one) => [one.text, look(one)]),
      [['What changed', 'section: *What changed*\n• one']],
    );
    assert.deepEqual(threadText(' \n'), []);
  });
});

describe('A card', () => {
  const deadline = new Date(Date.UTC(2026, 10, 28, 14, 5));
  const card: CardFacts = {
    question: 'Create release 1.4.0?',
    details: '- ABC-1\n- ABC-2',
    deadline,
    deciders: ['mara@example.com'],
    run,
    buttons: [
      { actionId: 'a', label: 'Create', value: 'signed', style: 'primary' },
      { actionId: 'b', label: 'x'.repeat(80), value: 'y'.repeat(2_000) },
      { actionId: 'c', label: 'Open', url: 'https://a.example/77' },
    ],
  };
  const until = '<!date^1795874700^{date_short_pretty} at {time}|28 November 2026, 14:05 UTC>';

  it('asks, and says until when and whom', () => {
    const { message } = renderCard(card);
    assert.equal(message.text, 'Create release 1.4.0? Answer until 28 November 2026, 14:05 UTC.');
    assert.equal(
      look(message),
      [
        'header: Create release 1.4.0?',
        'section: • ABC-1\n• ABC-2',
        `actions: Create | ${'x'.repeat(74)}… | Open`,
        `context: Answer until ${until}  ·  May answer: mara@example.com  ·  ${RUN}`,
      ].join('\n'),
    );
  });

  it('refuses what it would have to cut of a value, and more buttons than Slack takes', () => {
    const button = { actionId: 'a', label: 'Create', value: 'y'.repeat(2_001) };
    assert.throws(() => renderCard({ ...card, buttons: [button] }), /The button Create carries more than Slack takes/);
    const buttons = Array.from({ length: 26 }, (_, index) => ({ ...button, value: 'y', actionId: `${index}` }));
    assert.throws(() => renderCard({ ...card, buttons }), /26 buttons/);
  });

  it('of an approval says what would go where', () => {
    const approval = describeApproval({
      stage: 'Deploy',
      environments: ['production'],
      subject: 'billing-api 1.4.0',
      pipeline: 'release',
      run,
      requester: 'Mara Novak',
      buttons: [{ actionId: 'o', label: 'Open in Azure DevOps', url: 'https://a.example/77' }],
    });
    assert.equal(
      look(renderCard(approval).message),
      [
        'header: Approval needed: production',
        'section: May billing-api 1.4.0 go to production?',
        'actions: Open in Azure DevOps',
        `context: ${RUN}  ·  release  ·  stage Deploy  ·  for Mara Novak`,
      ].join('\n'),
    );
    assert.match(
      look(renderCard(describeApproval({ stage: 'S', run, buttons: [] })).message),
      /May the stage S start\?/,
    );
  });

  it('that ended says how, without buttons', () => {
    const ends = [
      renderEndedCard(card, { kind: 'decided', choice: 'approve', by: 'Mara *Novak*', at: deadline, reason: 'fine' }),
      renderEndedCard(card, { kind: 'decided', choice: 'Deploy', by: 'Mara', at: deadline, place: 'Azure DevOps' }),
      renderEndedCard(card, { kind: 'timedOut', at: deadline }),
      renderEndedCard(card, { kind: 'timedOut', at: deadline, choice: 'Skip' }),
      renderEndedCard(card, { kind: 'cancelled', at: deadline }),
      renderEndedCard(card, { kind: 'closed', at: deadline, why: 'the stage was tried again' }),
    ];
    assert.deepEqual(
      ends.map(({ message }) => textsOf(message.blocks[1]!)[0]!.text),
      [
        `*Approved by Mara ∗Novak∗* at ${until}\n> fine`,
        `*Deploy: decided by Mara* in Azure DevOps at ${until}`,
        `*Timed out* at ${until}: nobody answered`,
        `*Timed out* at ${until}: taken as Skip`,
        `*Withdrawn* at ${until}: the run was cancelled`,
        `*Closed* at ${until}: the stage was tried again`,
      ],
    );
    assert.equal(
      ends[0]!.message.text,
      'Approved by Mara ∗Novak∗ at 28 November 2026, 14:05 UTC: Create release 1.4.0?',
    );
    for (const { message } of ends) assert.ok(message.blocks.every(({ type }) => type !== 'actions'));
  });
});
