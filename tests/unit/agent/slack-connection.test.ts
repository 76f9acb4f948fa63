import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { buildSampleTask, type SampleRun, type SampleTask } from './run-sample-task.ts';

const id = '3d4bbeb3-8d4b-4dd1-9a4c-0a7f0a0a0a0c';
const BOT = 'xoxb-1-secret-of-the-bot';
const APP = 'xapp-1-secret-of-the-app';
const KEY = 'sixteen letters!';
const HOOK = 'https://hooks.slack.com/services/T01/B02/abcdefSecretPath';

const environmentOf = (
  scheme: string,
  parameters: Readonly<Record<string, string>>,
  url = 'https://slack.com/api/',
) => ({
  [`ENDPOINT_URL_${id}`]: url,
  [`ENDPOINT_AUTH_SCHEME_${id}`]: scheme,
  ...Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [`ENDPOINT_AUTH_PARAMETER_${id}_${name.toUpperCase()}`, value]),
  ),
});

describe('a connection to Slack', () => {
  let task: SampleTask;
  before(async () => (task = await buildSampleTask()));
  after(() => task.dispose());

  const run = (...given: Parameters<typeof environmentOf>): Promise<SampleRun> =>
    task.run({ inputs: { act: 'slack', note: id }, env: environmentOf(...given) });
  const seenIn = ({ files, output }: SampleRun): unknown => {
    const [text] = [...files].flatMap(([name, content]) => (name.endsWith('.json') ? [content] : []));
    assert.ok(text !== undefined, output);
    return (JSON.parse(text) as { seen: unknown }).seen;
  };
  const maskedIn = ({ commands }: SampleRun) =>
    commands.filter(({ name }) => name === 'task.setsecret').map(({ data }) => data);

  it('is an app with its tokens and key, all masked', async () => {
    const app = await run('Token', { apitoken: BOT, appToken: APP, signingKey: KEY });
    const lengths = { botToken: BOT.length, appToken: APP.length, signingKey: KEY.length };
    assert.deepEqual(seenIn(app), { mode: 'app', url: 'https://slack.com/api', lengths });
    for (const secret of [BOT, APP, KEY]) assert.ok(maskedIn(app).includes(secret), `${secret} is not masked`);
  });

  it('is an app with its bot token alone', async () => {
    const app = await run('Token', { apitoken: BOT });
    assert.deepEqual(seenIn(app), { mode: 'app', url: 'https://slack.com/api', lengths: { botToken: BOT.length } });
  });

  it('is a webhook, whose path is a secret, too', async () => {
    const hook = await run('None', { webhookUrl: HOOK });
    assert.deepEqual(seenIn(hook), { mode: 'webhook', lengths: { webhookUrl: HOOK.length } });
    for (const secret of [HOOK, '/services/T01/B02/abcdefSecretPath', 'services/T01/B02/abcdefSecretPath'])
      assert.ok(maskedIn(hook).includes(secret), `${secret} is not masked`);
  });

  it('tells everything that is wrong with it at once, and no secret', async () => {
    const wrong = await run('Token', { apitoken: 'xoxp-person', appToken: 'xoxb-2', signingKey: 'short' }, 'ftp://x');
    const said = [wrong.message, ...wrong.issues].join('\n');
    for (const part of ['starts with ftp:', 'begins with xoxb-', 'begin with xapp-', 'at least 16 characters'])
      assert.ok(said.includes(part), `${part} is not in ${said}`);
    assert.ok(!said.includes('xoxp-person'));
    const basic = await run('UsernamePassword', { apitoken: BOT });
    assert.match([basic.message, ...basic.issues].join('\n'), /must use "token" or "none"/);
    const noHook = await run('None', {});
    assert.match([noHook.message, ...noHook.issues].join('\n'), /its webhook is no URL/);
  });
});
