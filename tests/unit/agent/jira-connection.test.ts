import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { buildSampleTask, type SampleRun, type SampleTask } from './run-sample-task.ts';

const id = '2c4bbeb3-8d4b-4dd1-9a4c-0a7f0a0a0a0b';
const TOKEN = 'ATATT3x-secret/of+jira=';

interface Endpoint {
  readonly url?: string;
  readonly scheme?: string;
  readonly deployment?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

const environmentOf = ({ url = 'https://acme.atlassian.net/', scheme = 'UsernamePassword', ...rest }: Endpoint) => ({
  [`ENDPOINT_URL_${id}`]: url,
  [`ENDPOINT_AUTH_SCHEME_${id}`]: scheme,
  ...(rest.deployment === undefined ? {} : { [`ENDPOINT_DATA_${id}_DEPLOYMENT`]: rest.deployment }),
  ...Object.fromEntries(
    Object.entries(rest.parameters ?? {}).map(([name, value]) => [`ENDPOINT_AUTH_PARAMETER_${id}_${name}`, value]),
  ),
});

describe('a connection to Jira', () => {
  let task: SampleTask;
  before(async () => (task = await buildSampleTask()));
  after(() => task.dispose());

  const run = (endpoint: Endpoint): Promise<SampleRun> =>
    task.run({ inputs: { act: 'jira', note: id }, env: environmentOf(endpoint) });
  const seenIn = ({ files, output }: SampleRun): unknown => {
    const [text] = [...files].flatMap(([name, content]) => (name.endsWith('.json') ? [content] : []));
    assert.ok(text !== undefined, output);
    return (JSON.parse(text) as { seen: unknown }).seen;
  };

  it('is an e-mail with an API token on Cloud, both masked as they travel', async () => {
    const cloud = await run({ parameters: { USERNAME: 'me@acme.example', PASSWORD: TOKEN } });
    assert.deepEqual(seenIn(cloud), {
      kind: 'jira',
      url: 'https://acme.atlassian.net',
      deployment: 'cloud',
      user: 'me@acme.example',
      tokenLength: TOKEN.length,
    });
    const masked = cloud.commands.filter(({ name }) => name === 'task.setsecret').map(({ data }) => data);
    const basic = Buffer.from(`me@acme.example:${TOKEN}`).toString('base64');
    for (const secret of [TOKEN, basic]) assert.ok(masked.includes(secret), `${secret} is not masked`);
  });

  it('is a personal access token on Data Center, below a path', async () => {
    const url = 'https://jira.acme.example/jira/';
    const parameters = { APITOKEN: TOKEN };
    assert.deepEqual(seenIn(await run({ url, scheme: 'Token', deployment: 'datacenter', parameters })), {
      kind: 'jira',
      url: 'https://jira.acme.example/jira',
      deployment: 'datacenter',
      tokenLength: TOKEN.length,
    });
  });

  it('tells everything that is wrong with it at once', async () => {
    const wrong = await run({ url: 'ftp://x', scheme: 'None', deployment: 'moon', parameters: {} });
    const said = [wrong.message, ...wrong.issues].join('\n');
    for (const part of ['starts with ftp:', '"moon"', '"basic" or "token"', 'no e-mail', 'no token'])
      assert.ok(said.includes(part), `${part} is not in ${said}`);
    const patOnCloud = await run({ scheme: 'Token', parameters: { APITOKEN: TOKEN } });
    assert.match([patOnCloud.message, ...patOnCloud.issues].join('\n'), /Jira Cloud wants an e-mail with an API token/);
    assert.ok(!patOnCloud.issues.join().includes(TOKEN));
  });
});
