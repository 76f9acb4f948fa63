import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FieldValue, NewTicket } from '../../../src/tickets/ports.ts';
import { onBoth, withJira, type Harness } from './jira-harness.ts';

const MARK = { globalId: 'https://dev.example/Shop%20Front/_git/web/pullrequest/7' };

async function newTicket({ tracker }: Pick<Harness, 'tracker'>, over: Partial<NewTicket> = {}): Promise<NewTicket> {
  const project = over.project ?? 'SHOP';
  const type = (await tracker.listTypes(project))?.find(({ name }) => name === 'Story');
  return {
    project,
    typeId: type?.id ?? '0',
    summary: 'Refunds\narrive late',
    description: '# Why\n\nBecause **money**.',
    fields: new Map<string, FieldValue>(),
    labels: ['late'],
    mark: MARK,
    ...over,
  };
}

describe('Creating a ticket in Jira', () => {
  it(
    'tells types and fields, and gives the ticket its mark',
    onBoth(async (harness) => {
      const { jira, tracker } = harness;
      const types = await tracker.listTypes('SHOP');
      assert.deepEqual(
        types?.map(({ name, isSubtask }) => `${name} ${isSubtask}`),
        ['Story false', 'Task false', 'Bug false', 'Sub-task true'],
      );
      const fields = await tracker.listCreateFields('SHOP', types[0]?.id ?? '');
      const kindOf = (id: string) => fields.find((field) => field.id === id)?.kind;
      assert.deepEqual(['summary', 'description', 'labels', 'priority', 'fixVersions'].map(kindOf), [
        'text',
        'richText',
        'labels',
        'option',
        'versions',
      ]);
      assert.equal(fields.find(({ id }) => id === 'summary')?.required, true);
      const key = await tracker.createTicket(await newTicket(harness));
      const issue = jira.readIssue(key);
      assert.equal(issue?.summary, 'Refunds arrive late');
      assert.match(issue.description, /Because .*money/);
      assert.deepEqual(issue.labels.toSorted(), ['late', 'slipway']);
      assert.deepEqual(issue.properties['slipway.change'], MARK);
      assert.deepEqual(await tracker.findByMark('SHOP', MARK), [key]);
      assert.deepEqual(await tracker.findByMark('SHOP', { globalId: `${MARK.globalId}1` }), []);
    }),
  );

  it(
    'tells projects that do not exist and types that cannot be created',
    onBoth(async ({ tracker }) => {
      assert.equal(await tracker.listTypes('NONE'), undefined);
      assert.equal(await tracker.listTypes('../../x'), undefined);
    }),
  );

  it('fills fields of every kind', async () => {
    await withJira(async (harness) => {
      const { jira, tracker } = harness;
      jira.createProject({
        key: 'FORM',
        name: 'Form',
        fields: [
          { id: 'customfield_10001', name: 'Impact', kind: 'option', options: ['low', 'high'] },
          { id: 'customfield_10002', name: 'Points', kind: 'number' },
        ],
      });
      const plain = await newTicket(harness, { project: 'FORM' });
      const fields = await tracker.listCreateFields('FORM', plain.typeId);
      const impact = fields.find(({ name }) => name === 'Impact');
      assert.deepEqual([impact?.kind, impact?.allowed?.map(({ name }) => name)], ['option', ['low', 'high']]);
      const values = new Map<string, FieldValue>([
        ['customfield_10001', { kind: 'option', id: impact?.allowed?.[1]?.id ?? '' }],
        ['customfield_10002', { kind: 'number', number: 3 }],
        ['labels', { kind: 'labels', labels: ['own'] }],
        ['priority', { kind: 'json', value: { name: 'Low' } }],
      ]);
      const key = await tracker.createTicket({ ...plain, fields: values });
      const issue = jira.readIssue(key);
      assert.ok(issue);
      assert.deepEqual([issue.priority, issue.labels.toSorted()], ['Low', ['late', 'own', 'slipway']]);
      assert.equal(issue.fields['customfield_10002'], 3);
    });
  });

  it('does without labels where the screen has none', async () => {
    await withJira(async (harness) => {
      const { jira, tracker, lines } = harness;
      jira.createProject({ key: 'BARE', name: 'Bare', style: 'team', screens: { '*': { create: ['description'] } } });
      const key = await tracker.createTicket(await newTicket(harness, { project: 'BARE' }));
      assert.deepEqual(jira.readIssue(key)?.labels, []);
      assert.equal(jira.listIssues('BARE').length, 1);
      assert.ok(lines.some((line) => line.startsWith('info') && line.includes('no labels')));
    });
  });

  it('happens once when the answer is lost, also while searches are behind', async () => {
    await withJira(async (harness) => {
      const { jira, tracker, strike } = harness;
      const ticket = await newTicket(harness);
      jira.delaySearch(5000);
      strike('POST', /issue$/, { kind: 'lostAnswer' });
      const key = await tracker.createTicket(ticket);
      assert.deepEqual(
        jira.listIssues('SHOP').map((issue) => issue.key),
        [key],
      );
    });
  });

  it('is done again when the request was lost', async () => {
    await withJira(async (harness) => {
      const ticket = await newTicket(harness);
      harness.strike('POST', /issue$/, { kind: 'answer', status: 503 }, 2);
      await harness.tracker.createTicket(ticket);
      assert.equal(harness.jira.listIssues('SHOP').length, 1);
    });
  });

  it(
    'is found by its link, too, the oldest first',
    onBoth(async (harness) => {
      const { jira, tracker, writes } = harness;
      const linked = jira.createIssue({ project: 'SHOP', summary: 'by a person' });
      const link = { globalId: MARK.globalId, url: MARK.globalId, title: 'Pull request 7' };
      assert.equal(await tracker.putLink(linked, link), true);
      assert.equal(await tracker.putLink(linked, link), false);
      assert.equal(await tracker.putLink(linked, { ...link, title: 'Other' }), true);
      assert.equal(jira.readIssue(linked)?.links.length, 1);
      const created = await tracker.createTicket(await newTicket(harness));
      assert.deepEqual(await tracker.findByMark('SHOP', MARK), [linked, created]);
      assert.equal(writes().length, 3);
    }),
  );

  it('takes addresses that are too long for a link', async () => {
    await withJira(async ({ jira, tracker }) => {
      const key = jira.createIssue({ project: 'SHOP', summary: 's' });
      const globalId = `https://dev.example/${'x'.repeat(300)}`;
      const link = { globalId, url: globalId, title: 't'.repeat(400) };
      assert.equal(await tracker.putLink(key, link), true);
      assert.equal(await tracker.putLink(key, link), false);
      assert.deepEqual(await tracker.findByMark('SHOP', { globalId }), [key]);
    });
  });
});
