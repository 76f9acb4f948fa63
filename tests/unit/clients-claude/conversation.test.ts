import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  answerWith,
  invalidJson,
  refusal,
  reply,
  say,
  stopped,
  thinking,
  toolCall,
  toolUse,
  truncatedToolCall,
} from '../../../sandbox/claude/scripted-answer.ts';
import type { ModelFailure } from '../../../src/model.ts';
import { ToolRefusal } from '../../../src/model.ts';
import { conversation, GOOD, lastBlocks, readTool, type Scene, withClaude } from './harness.ts';

const good = answerWith(GOOD);
const read = (path: string) => toolCall('read_file', { path });

async function assertAnswered({ model }: Scene, over = {}): Promise<void> {
  const end = await model.converse(conversation(over));
  assert.equal(end.kind, 'answered', JSON.stringify(end));
  assert.deepEqual(end.answer, GOOD);
}

async function assertFailed({ model }: Scene, failure: ModelFailure, over = {}): Promise<string> {
  const end = await model.converse(conversation(over));
  assert.equal(end.kind, 'failed', JSON.stringify(end));
  assert.equal(end.failure, failure);
  return end.message;
}

describe('a conversation with Claude', () => {
  it('ends in the answer, with what it used', () =>
    withClaude([good], async ({ model, claude }) => {
      const end = await model.converse(conversation());
      assert.equal(end.kind, 'answered');
      assert.deepEqual(end.answer, GOOD);
      assert.equal(claude.requests.length, 1);
      assert.equal(end.usage.requests, 1);
      assert.ok(end.usage.inputTokens > 0 && end.usage.outputTokens > 0);
      assert.ok(end.usage.costUsd !== undefined && end.usage.costUsd > 0);
      assert.deepEqual(model.usage(), end.usage);
    }));

  it('runs the tools of a reply in order and answers all in one message', async () => {
    const { tool, inputs } = readTool();
    const both = reply([
      thinking('I need two files.'),
      'Let me look.',
      toolUse('read_file', { path: 'a' }),
      toolUse('read_file', { path: 'b' }),
    ]);
    await withClaude([both, good], async (scene) => {
      await assertAnswered(scene, { tools: [tool] });
      assert.deepEqual(inputs, [{ path: 'a' }, { path: 'b' }]);
      assert.deepEqual(
        lastBlocks(scene.claude).map(({ type, content }) => [type, content]),
        [
          ['tool_result', 'text of a'],
          ['tool_result', 'text of b'],
        ],
      );
      assert.ok(scene.lines.some((line) => line.includes('(thinking) I need two files.')));
    });
  });

  it('cuts a long result and says so', async () => {
    const { tool } = readTool(() => Promise.resolve('é'.repeat(40_000)));
    await withClaude([read('a'), good], async (scene) => {
      await assertAnswered(scene, { tools: [tool] });
      const [result] = lastBlocks(scene.claude);
      assert.ok(Buffer.byteLength(result?.content ?? '') <= 32 * 1024);
      assert.match(result?.content ?? '', /é\n\[cut: the result has 80000 bytes/);
    });
  });

  it('answers a refusing tool, an unknown tool and input that does not fit with errors', async () => {
    const { tool, inputs } = readTool(() => Promise.reject(new ToolRefusal(`no such file ${'x'.repeat(900)}`)));
    const calls = reply([
      toolUse('read_file', { path: 'a' }),
      toolUse('write_file', { path: 'a' }),
      toolUse('read_file', { path: '' }),
      toolUse('read_file', { path: 'a', lin: 3 }),
    ]);
    await withClaude([calls, good], async (scene) => {
      await assertAnswered(scene, { tools: [tool] });
      const results = lastBlocks(scene.claude);
      assert.ok(results.every(({ is_error, content = '' }) => is_error === true && content.length <= 500));
      assert.match(results[0]?.content ?? '', /^no such file/);
      assert.match(results[1]?.content ?? '', /no such tool; there are read_file/);
      assert.match(results[2]?.content ?? '', /does not fit/);
      assert.match(results[3]?.content ?? '', /lin/);
      assert.equal(inputs.length, 1);
    });
  });

  it('throws what a tool throws that is no refusal', () =>
    withClaude([read('a'), good], async ({ model }) => {
      const { tool } = readTool(() => Promise.reject(new RangeError('a bug')));
      await assert.rejects(model.converse(conversation({ tools: [tool] })), RangeError);
    }));

  it('does not run the same call a third time', async () => {
    const { tool, inputs } = readTool();
    await withClaude([read('a'), read('a'), read('a'), good], async (scene) => {
      await assertAnswered(scene, { tools: [tool] });
      assert.equal(inputs.length, 2);
      assert.match(lastBlocks(scene.claude)[0]?.content ?? '', /same call/);
    });
  });

  it('takes stop_sequence as an end and goes on after pause_turn', () =>
    withClaude([stopped('pause_turn', say('Still thinking.')), stopped('stop_sequence', good)], async (scene) => {
      await assertAnswered(scene);
      const messages = scene.claude.requests[1]?.body['messages'] as { role: string }[];
      assert.deepEqual(
        messages.map(({ role }) => role),
        ['user', 'assistant'],
      );
    }));

  it('asks again for an answer that is no JSON, does not fit, or is empty', async () => {
    for (const bad of [invalidJson(), say('{"verdict":"fine","notes":[]}'), reply([]), reply([thinking('Hm.')])]) {
      await withClaude([read('a'), bad, good], async (scene) => {
        await assertAnswered(scene);
        assert.equal(scene.claude.requests.length, 3);
        assert.match(lastBlocks(scene.claude).at(-1)?.text ?? '', /could not be used/);
      });
    }
  });

  it('gives up a malformed answer after asking twice', () =>
    withClaude([invalidJson(), invalidJson(), invalidJson()], async (scene) => {
      await assertFailed(scene, 'malformed');
      assert.equal(scene.claude.requests.length, 3);
    }));

  it('runs no call of a reply that was cut off, twice, and then gives up', async () => {
    const { tool, inputs } = readTool();
    const cut = truncatedToolCall('read_file', '{"path":"src/a');
    const whole = stopped('max_tokens', read('a'));
    await withClaude([cut, whole, good], async (scene) => {
      await assertAnswered(scene, { tools: [tool] });
      assert.equal(lastBlocks(scene.claude)[0]?.content, 'not run: the reply was cut off; send smaller calls');
    });
    await withClaude([cut, whole, cut], (scene) =>
      assertFailed(scene, 'cutOff', { tools: [tool] }).then(() => undefined),
    );
    assert.deepEqual(inputs, []);
  });

  it('does not run a call with cut JSON, whatever the stop reason says', async () => {
    const { tool, inputs } = readTool();
    await withClaude([truncatedToolCall('read_file', '{"path":"src/a', 'tool_use'), good], async (scene) => {
      await assertAnswered(scene, { tools: [tool] });
      assert.deepEqual(inputs, []);
      assert.match(lastBlocks(scene.claude)[0]?.content ?? '', /no complete JSON/);
    });
  });

  it('asks once for a shorter reply when one without calls was cut off', async () => {
    const cut = stopped('max_tokens', reply([thinking('Much to say.'), '{"verdict":"go']));
    await withClaude([cut, good], async (scene) => {
      await assertAnswered(scene);
      assert.match(lastBlocks(scene.claude).at(-1)?.text ?? '', /much shorter/);
    });
    await withClaude([cut, cut], async (scene) => {
      await assertFailed(scene, 'cutOff');
      assert.equal(scene.claude.requests.length, 2);
    });
  });

  it('names the category of a refusal', () =>
    withClaude([refusal('cyber')], async (scene) => {
      assert.match(await assertFailed(scene, 'refused'), /cyber/);
    }));

  it('says when the conversation does not fit the context window', () =>
    withClaude([stopped('model_context_window_exceeded', say('Well'))], async (scene) => {
      await assertFailed(scene, 'tooLong');
    }));

  it('says when the prompt is too long, after one request', () =>
    withClaude([], async (scene) => {
      await assertFailed(scene, 'tooLong', { prompt: 'word '.repeat(900_000) });
      assert.equal(scene.claude.requests.length, 1);
    }));

  it('asks for the answer in the last turn and makes no turn more', () =>
    withClaude(
      (_request, index) => read(String(index)),
      async (scene) => {
        await assertFailed(scene, 'turns', { maxTurns: 3 });
        assert.equal(scene.claude.requests.length, 3);
        const blocks = lastBlocks(scene.claude);
        assert.deepEqual(
          blocks.map(({ type }) => type),
          ['tool_result', 'text'],
        );
        assert.match(blocks[1]?.text ?? '', /last turn/);
        assert.ok(!lastBlocks(scene.claude, 1).some(({ type }) => type === 'text'));
      },
    ));

  it('traces every turn', () =>
    withClaude([read('a'), good], async (scene) => {
      await assertAnswered(scene);
      const trace = scene.model.trace();
      assert.deepEqual(
        trace.map(({ label, turn, attempts, stopReason, tools }) => [label, turn, attempts, stopReason, tools]),
        [
          ['group 1 of 1', 1, 1, 'tool_use', ['read_file']],
          ['group 1 of 1', 2, 1, 'end_turn', []],
        ],
      );
      const cost = trace.reduce((sum, { costUsd = 0 }) => sum + costUsd, 0);
      assert.ok(Math.abs(cost - (scene.model.usage().costUsd ?? 0)) < 1e-12);
    }));
});
