import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { renderDraftPrompt, TicketDraft } from '../../../src/tickets/draft-prompt.ts';
import { asking, withClaude } from './service.ts';

const subject = (title: string, diff: string | undefined) => ({
  pullRequest: {
    ...{ id: 7, title, description: 'Because.', sourceRef: 'refs/heads/chore/x', targetRef: 'refs/heads/main' },
  },
  commits: ['Begin'],
  diff,
});

const DIFF = ['=== file: src/a.ts (modified)', '@@', '1 -one();', '1 +two();', '2 +three();'].join('\n');

const draft = (title: string, diff: string | undefined): Promise<TicketDraft> =>
  new Promise((resolve, reject) => {
    withClaude(async ({ client }) => {
      const prompt = renderDraftPrompt(subject(title, diff) as unknown as Parameters<typeof renderDraftPrompt>[0]);
      const answer = await client.messages.parse(
        asking({
          messages: [{ role: 'user', content: prompt }],
          output_config: { format: zodOutputFormat(TicketDraft) },
        }),
      );
      resolve(TicketDraft.parse(answer.parsed_output));
    }).catch(reject);
  });

describe("the stand-in's tickets", () => {
  it('take the title without its type, and say what the diff touches and that no model wrote them', async () => {
    const { summary, description } = await draft('feat(api)!: count twice.', DIFF);
    assert.equal(summary, 'Count twice');
    assert.match(description, /^Count twice\. _Written by the stand-in, which is no model/);
    assert.match(description, /^- `src\/a\.ts`: 2 lines added, 1 removed$/m);
  });

  it('are short enough for the longest title, and made without a diff, too', async () => {
    const { summary, description } = await draft('a'.repeat(400), undefined);
    assert.equal(summary.length, 120);
    assert.match(description, /The diff shows no text/);
  });
});
