import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { findNotified } from '../../../../sandbox/slack/text/find-notified.ts';
import type { Rendered } from '../../../../src/chat/blocks.ts';
import type { ReleaseFacts, StageFacts } from '../../../../src/chat/render/facts.ts';
import { renderMessage } from '../../../../src/chat/render/render-message.ts';
import { trials } from '../../../support/trials.ts';
import { hostileText, hostileTitle, hostileUrl } from './hostile.ts';
import { problemsOf, shownBy } from './problems-of.ts';

const stage: fc.Arbitrary<StageFacts> = fc.record({
  name: hostileText,
  state: fc.constantFrom('pending', 'waiting', 'running', 'succeeded', 'failed', 'rejected', 'skipped', 'cancelled'),
});

const ticket = fc.record({ title: hostileTitle, url: hostileUrl, status: hostileText }, { requiredKeys: [] });

const release: fc.Arbitrary<ReleaseFacts> = fc
  .record(
    {
      kind: fc.constant('release' as const),
      component: hostileTitle,
      version: hostileText,
      state: fc.constantFrom('staging', 'opened', 'deploying', 'waiting', 'released', 'failed', 'rolledBack'),
      tickets: fc.oneof(fc.array(ticket, { maxLength: 30 }), {
        weight: 1,
        arbitrary: fc.array(ticket, { minLength: 100, maxLength: 500, size: 'max' }),
      }),
      previousVersion: fc.option(hostileText),
      changeCount: fc.nat(),
      otherChanges: fc.array(fc.record({ title: hostileTitle, url: hostileUrl, name: hostileText }), { maxLength: 40 }),
      tag: hostileText,
      stages: fc.array(stage, { maxLength: 20 }),
      pullRequest: fc.record({ id: fc.nat(), url: hostileUrl, author: hostileText, repository: hostileText }),
      run: fc.record({ number: hostileText, url: hostileUrl }),
      failure: fc.record({ where: fc.array(hostileText), issue: hostileTitle, url: hostileUrl }),
      notReady: fc.array(hostileTitle, { maxLength: 8 }),
      links: fc.array(fc.record({ label: hostileText, url: hostileUrl }), { maxLength: 8 }),
    },
    { requiredKeys: ['kind', 'component', 'version', 'state', 'tickets'] },
  )
  .map((facts) => ({ ...facts, tickets: facts.tickets.map((one, index) => ({ ...one, key: keyOf(index) })) }));

const keyOf = (index: number): string => (index % 5 === 0 ? `AB#${index + 1}` : `ABC-${index + 1}`);

/** The keys that lines begin with, whether they are links or not. */
const keysOf = (rendered: Rendered): readonly string[] =>
  shownBy(rendered).flatMap((text) =>
    [...text.matchAll(/^• (?:<[^<>|]+\|)?((?:AB#|ABC-)\d+)(?=[ >\n]|$)/gm)].map(([, key]) => key!),
  );

describe('A message of any release', () => {
  it('is taken by Slack and names every ticket once', () => {
    fc.assert(
      fc.property(
        release,
        fc.array(hostileTitle).map((lines) => lines.join('\n- ')),
        (facts, notes) => {
          const rendered = renderMessage(facts);
          assert.deepEqual(problemsOf(rendered), []);
          assert.deepEqual(keysOf(rendered).toSorted(), facts.tickets!.map(({ key }) => key).toSorted());
          const noted = renderMessage({ ...facts, state: 'released', notes });
          assert.deepEqual(problemsOf(noted), []);
          for (const { text, blocks } of [rendered.message, ...rendered.thread, ...noted.thread]) {
            const notified = findNotified({ text, blocks, attachments: [], parsesNames: true });
            assert.deepEqual(notified, []);
          }
          assert.doesNotMatch(shownBy(rendered).join('\n'), /<[!@#]/);
          assert.deepEqual(renderMessage(structuredClone(facts)), rendered);
        },
      ),
      { numRuns: trials(2_000, 150) },
    );
  }).timeout(600_000);

  it('fits into a thread with 500 tickets that are all as long as can be', () => {
    const tickets = Array.from({ length: 500 }, (_, index) => ({
      key: keyOf(index),
      title: '&'.repeat(10_000),
      url: `https://jira.example/${'a'.repeat(275)}`,
      status: '<'.repeat(100),
    }));
    const rendered = renderMessage({ kind: 'release', component: 'api', version: '1.0.0', state: 'released', tickets });
    assert.deepEqual(problemsOf(rendered), []);
    assert.equal(new Set(keysOf(rendered)).size, 500);
    assert.equal(keysOf(rendered).length, 500);
  });

  it('says what a thread left out that would never end', () => {
    const tickets = Array.from({ length: 20_000 }, (_, index) => ({ key: keyOf(index), title: 'Retry the upload' }));
    const rendered = renderMessage({ kind: 'release', component: 'api', version: '1.0.0', state: 'released', tickets });
    assert.deepEqual(problemsOf(rendered), []);
    assert.match(shownBy(rendered).at(-1)!, /^\d+ more messages were left out/);
  });
});
