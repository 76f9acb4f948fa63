import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { areTooLong, validateBlocks } from '../../../sandbox/slack/blocks/validate-blocks.ts';
import { validateView } from '../../../sandbox/slack/blocks/validate-view.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const section = (text: string, more = {}) => ({ type: 'section', text: mrkdwn(text), ...more });
const button = (more = {}) => ({ type: 'button', action_id: 'go', text: plain('Go'), value: 'v', ...more });
const actions = (...elements: readonly unknown[]) => ({ type: 'actions', elements });

describe('sandbox Slack: Block Kit', () => {
  const good: readonly unknown[][] = [
    [],
    [{ type: 'header', text: plain('x'.repeat(150)) }, section('x'.repeat(3000)), { type: 'divider' }],
    [{ type: 'section', fields: Array.from({ length: 10 }, () => mrkdwn('x'.repeat(2000))) }],
    [
      {
        type: 'context',
        elements: [mrkdwn('a'), plain('b'), { type: 'image', alt_text: 'c', image_url: 'https://x/y' }],
      },
    ],
    [actions(button({ value: 'x'.repeat(2000), url: 'https://x/y', style: 'primary', accessibility_label: 'Go on' }))],
    [actions(...Array.from({ length: 25 }, (_, at) => button({ action_id: `a${at}`, text: plain('x'.repeat(75)) })))],
    [actions(button()), { ...actions(button()), block_id: 'other' }],
    [section('with', { accessory: button(), block_id: 'b', expand: true })],
    [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'x' }] }] }],
    [{ type: 'markdown', text: '**x**' }],
    Array.from({ length: 50 }, () => ({ type: 'divider' })),
  ];
  for (const blocks of good)
    it(`takes ${JSON.stringify(blocks).slice(0, 60)}`, () => assert.deepEqual(validateBlocks(blocks), []));

  const bad: readonly (readonly [unknown, RegExp])[] = [
    [{}, /must provide an array \[json-pointer:\/blocks\]/],
    [['text'], /must provide an object \[json-pointer:\/blocks\/0\]/],
    [[{ text: mrkdwn('x') }], /missing required field: type/],
    [[{ type: 'sections' }], /unsupported type: sections \[json-pointer:\/blocks\/0\/type\]/],
    [[{ type: '__proto__' }], /unsupported type/],
    [[section('')], /must be more than 0 characters \[json-pointer:\/blocks\/0\/text\/text\]/],
    [[section('x'.repeat(3001))], /must be less than 3001 characters \[json-pointer:\/blocks\/0\/text\/text\]/],
    [[{ type: 'section' }], /must define either `fields` or `text`/],
    [[section('x', { colour: 'red' })], /invalid additional property: colour/],
    [[{ type: 'section', text: 'x' }], /must provide an object \[json-pointer:\/blocks\/0\/text\]/],
    [[{ type: 'section', fields: [mrkdwn('x'.repeat(2001))] }], /less than 2001/],
    [[{ type: 'section', fields: Array.from({ length: 11 }, () => mrkdwn('x')) }], /no more than 10 items/],
    [[{ type: 'header', text: mrkdwn('x') }], /unsupported type: mrkdwn/],
    [[{ type: 'header', text: plain('x'.repeat(151)) }], /less than 151/],
    [[{ type: 'context', elements: [] }], /no fewer than 1 items/],
    [[{ type: 'context', elements: [button()] }], /unsupported type: button/],
    [[actions()], /no fewer than 1 items/],
    [[actions(...Array.from({ length: 26 }, (_, at) => button({ action_id: `${at}` })))], /no more than 25 items/],
    [[actions(button({ text: plain('x'.repeat(76)) }))], /less than 76/],
    [[actions(button({ text: mrkdwn('x') }))], /unsupported type: mrkdwn/],
    [[actions(button({ value: 'x'.repeat(2001) }))], /less than 2001 .*\/elements\/0\/value/],
    [[actions(button({ url: `https://x/${'y'.repeat(3000)}` }))], /less than 3001/],
    [[actions(button({ url: 'javascript:alert(1)' }))], /invalid url/],
    [[actions(button({ style: 'green' }))], /must be a valid enum value/],
    [[actions(button({ action_id: 'x'.repeat(256) }))], /less than 256/],
    [[actions(button(), button())], /`action_id` go already exists/],
    [[section('a', { block_id: 'b' }), section('c', { block_id: 'b' })], /`block_id` b already exists/],
    [[section('a', { block_id: 'b'.repeat(256) })], /less than 256/],
    [[{ type: 'markdown', text: 'x'.repeat(12_001) }], /less than 12001/],
    [
      Array.from({ length: 51 }, () => ({ type: 'divider' })),
      /no more than 50 items allowed \[json-pointer:\/blocks\]/,
    ],
  ];
  for (const [blocks, problem] of bad)
    it(`refuses ${JSON.stringify(blocks).slice(0, 60)}: ${problem.source.slice(0, 40)}`, () =>
      assert.match(validateBlocks(blocks).join('\n'), problem));

  it('counts 12,000 characters of text in 50 blocks as fitting, and 13,300 as too much', () => {
    const blocks = (count: number, size: number) => Array.from({ length: count }, () => section('x'.repeat(size)));
    assert.equal(areTooLong(blocks(50, 240)), false);
    assert.equal(areTooLong(blocks(5, 2660)), true);
  });

  it('gives an opinion on whatever it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.ok(Array.isArray(validateBlocks(value)));
        assert.ok(validateView(value).length > 0);
      }),
      { numRuns: 300 },
    );
  });

  it('takes and refuses modals as Slack does', () => {
    const input = { type: 'input', label: plain('Why?'), element: { type: 'plain_text_input', multiline: true } };
    const modal = { type: 'modal', title: plain('Reject'), submit: plain('Send'), blocks: [input] };
    assert.deepEqual(validateView(modal), []);
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ ...modal, title: plain('x'.repeat(25)) }, /less than 25 .*\/view\/title\/text/],
      [{ ...modal, private_metadata: 'x'.repeat(3001) }, /less than 3001/],
      [{ ...modal, submit: undefined }, /submit/],
      [{ ...modal, blocks: [{ type: 'markdown', text: 'x' }] }, /unsupported type: markdown/],
      [{ ...modal, channel: 'C1' }, /invalid additional property: channel/],
    ];
    for (const [view, problem] of wrong)
      assert.match(validateView(JSON.parse(JSON.stringify(view))).join('\n'), problem);
  });
});
