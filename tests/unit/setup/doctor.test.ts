import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { ALL_PERMISSIONS, JOB_PERMISSIONS } from '../../../sandbox/azure-devops/documents.ts';
import { ALL_PERMISSIONS as ALL_OF_JIRA } from '../../../sandbox/jira/documents.ts';
import { readJson, readText } from '../../support/contract/shipped.ts';
import type { TaskJson } from '../../support/contract/task-schema.ts';
import { DoctorWorld, setBuildPolicy, setReviewPolicy } from '../../support/doctor-world.ts';

/** Of the manifest that people paste. */
const SCOPES = JSON.parse(/"bot": (\[[^\]]*\])/.exec(readText('docs/slack.md'))?.[1] ?? '[]') as readonly string[];

const RIGHTS = [
  ['problem', 'contribute-to-pull-requests'],
  ['problem', 'create-branch'],
  ['problem', 'create-tag'],
  ['problem', 'contribute-to-ledger'],
  ['problem', 'contribute-to-target'],
  ['problem', 'queue-builds'],
  ['warning', 'stop-builds'],
  ['warning', 'update-builds'],
  ['warning', 'edit-work-items'],
] as const;

const BOTH = ['problem policy-build-main', 'problem policy-review-main'];

describe('the doctor', function () {
  this.timeout(60_000);
  let doctor: DoctorWorld;
  before(async () => {
    doctor = await DoctorWorld.start();
  });
  after(() => doctor.stop('doctor-look'));

  /** The world with one thing otherwise gives just these findings that are not in order, each with its remedy. */
  async function isJust(given: Parameters<DoctorWorld['look']>[0], ...open: readonly string[]): Promise<string> {
    const seen = await doctor.look(given);
    assert.deepEqual(seen.open, open, seen.lines.join('\n'));
    const fails = open.some((one) => one.startsWith('problem'));
    assert.equal(seen.outcome.kind, fails ? 'blocked' : open.length > 0 ? 'warned' : 'succeeded');
    for (const { status, remedy } of seen.report.findings) assert.equal(remedy === undefined, status === 'ok');
    return seen.lines.join('\n');
  }

  it('finds nothing wrong where everything is in place, and writes nothing with the fullest token', async () => {
    const written = doctor.writes.length;
    const lines = await isJust({ token: doctor.world.jobToken(ALL_PERMISSIONS) });
    const { inputs } = readJson<TaskJson>('tasks/AIReview/task.json');
    const model = inputs.find(({ name }) => name === 'model')?.defaultValue;
    assert.ok(lines.includes(`Claude: key and model ${String(model)}`), 'The model is that of AIReview.');
    assert.match(
      lines,
      /Runs 30 days, those of pull requests 10 days, artifacts 30 days\. .*To keep runs longer: .*Retention policy/,
    );
    assert.deepEqual(doctor.writes.slice(written), []);
  });

  it('names a connection that is not given once, and looks at the rest', async () => {
    const inputs = { claudeConnection: undefined, jiraConnection: undefined, slackConnection: undefined };
    const lines = await isJust({ inputs });
    for (const name of ['claude', 'jira', 'slack'])
      assert.equal(lines.split(`Not used, so not looked at: ${name}.`).length, 2);
    assert.ok(!/Claude:|Jira:|Slack:/.test(lines));
  });

  it('names the scope that the Slack app lacks', async () => {
    const { slack, app } = doctor.slack;
    for (const [scope, status] of [['users:read', 'problem'] as const, ['users:read.email', 'warning'] as const]) {
      const botToken = slack.issueToken(app.appId, { scopes: SCOPES.filter((one) => one !== scope) });
      const lines = await isJust(
        { connections: { slack: doctor.slackConnection({ botToken }) } },
        `${status} slack-scope-${scope}`,
      );
      assert.match(lines, new RegExp(`Bot Token Scopes > Add an OAuth Scope: ${scope};`));
    }
  });

  it('needs no more scopes than the manifest has', async () => {
    const { slack, app } = doctor.slack;
    const botToken = slack.issueToken(app.appId, { scopes: SCOPES });
    await isJust({ connections: { slack: doctor.slackConnection({ botToken }) } });
  });

  it('sees with and without channels:read that the app is not in the channel', async () => {
    const { slack, app } = doctor.slack;
    const channel = slack.createChannel({ name: 'elsewhere', members: ['Mara Novak'] }).id;
    for (const scopes of [SCOPES, [...SCOPES, 'channels:read']]) {
      const botToken = slack.issueToken(app.appId, { scopes });
      const connections = { slack: doctor.slackConnection({ botToken }) };
      const lines = await isJust({ inputs: { channel }, connections }, 'problem slack-channel');
      assert.match(lines, /\/invite @slipway/);
    }
  });

  it('says of an archived channel, of one by its name and of none what is wrong', async () => {
    const old = doctor.slack.newChannel('old');
    doctor.slack.slack.archive(old);
    assert.match(await isJust({ inputs: { channel: old } }, 'problem slack-channel'), /#old is archived/);
    await isJust({ inputs: { channel: undefined } }, 'unknown slack-channel');
  });

  it('tells Slack tokens apart: revoked, missing, of the wrong scope, and a webhook that tells nothing', async () => {
    const { slack, app } = doctor.slack;
    const slackConnection = (over: Parameters<DoctorWorld['slackConnection']>[0]) => ({
      connections: { slack: doctor.slackConnection(over) },
    });
    await isJust(slackConnection({ botToken: 'xoxb-of-nobody' }), 'problem slack-token');
    await isJust(slackConnection({ appToken: 'xapp-of-nobody' }), 'problem slack-app-token');
    const appToken = slack.issueToken(app.appId, { kind: 'app', scopes: ['authorizations:read'] });
    await isJust(slackConnection({ appToken }), 'problem slack-app-token');
    const posting = slack.issueToken(app.appId, { scopes: SCOPES.filter((one) => !one.startsWith('users:')) });
    await isJust(
      slackConnection({ botToken: posting, appToken: undefined, signingKey: undefined }),
      'warning slack-scope-users:read',
      'warning slack-scope-users:read.email',
      'warning slack-app-token',
      'warning slack-signing-key',
    );
    const webhook = { kind: 'slack', mode: 'webhook', webhookUrl: slack.createWebhook(app.appId, 'releases') } as const;
    const written = doctor.writes.length;
    await isJust({ connections: { slack: webhook } }, 'unknown slack-webhook');
    assert.equal(doctor.writes.length, written);
  });

  it('says that Jira refused a revoked token', async () => {
    const jira = doctor.jiraConnection();
    doctor.world.sandbox.jira.deleteToken(jira.token);
    const lines = await isJust({ connections: { jira } }, 'problem jira-token');
    assert.match(lines, /FAIL +Jira: token +Jira refused the token\./);
  });

  it('takes a token of Jira with the scopes that tickets need alone', async () => {
    await isJust({ connections: { jira: doctor.jiraConnection({ scopes: ['read:jira-work', 'write:jira-work'] }) } });
  });

  it('looks at the permissions in the projects of the tickets that the ledger names', async () => {
    const { jira } = doctor.world.sandbox;
    jira.createProject({ key: 'ELSE', name: 'Elsewhere' });
    const permissions = ALL_OF_JIRA.filter((one) => one !== 'TRANSITION_ISSUES');
    const connections = { jira: doctor.jiraConnection({ user: 'Bot', permissions }) };
    await isJust({ connections }, 'problem jira-any-transition-issues');
    await doctor.stage(['ABC-1', '#12', 'ABC-2']);
    const lines = await isJust({ connections }, 'problem jira-ABC-transition-issues');
    assert.ok(!lines.includes('ELSE'));
    const blind = { jira: doctor.jiraConnection({ user: 'Blind', projects: ['ELSE'] }) };
    assert.match(await isJust({ connections: blind }, 'unknown jira-ABC-permissions'), /ABC/);
  });

  it('asks for the permission to keep versions only where pipelines keep some', async () => {
    const permissions = ALL_OF_JIRA.filter((one) => one !== 'ADMINISTER_PROJECTS');
    const connections = { jira: doctor.jiraConnection({ user: 'Writer', permissions }) };
    await isJust({ connections });
    await doctor.addPipeline('release', 'pipelines/release.yml@slipway');
    await isJust({ connections }, 'warning jira-ABC-administer-projects');
  });

  it('names each right that the job lacks, whose it would be, and where it is given', async () => {
    const lines = await isJust(
      { token: doctor.world.jobToken(['readCode']) },
      ...RIGHTS.map(([status, id]) => `${status} permission-${id}`),
    );
    const remedies = lines.match(/: choose Shop Build Service \(fabrikam\) and set ".+" to Allow\./g) ?? [];
    assert.equal(remedies.length, RIGHTS.length);
    await isJust({ token: doctor.jobWithout('createTag') }, 'problem permission-create-tag');
  });

  it('tells what is wrong with branch policies', async () => {
    const { world, pipeline } = doctor;
    const { azureDevOps } = world.sandbox;
    const remove = (...policies: readonly number[]) => {
      for (const policy of policies) azureDevOps.removePolicy('fabrikam', policy);
    };
    remove(doctor.buildPolicy, doctor.reviewPolicy);
    assert.match(await isJust({}, ...BOTH), /There is none[^]+There is none/);
    const idle = [
      setBuildPolicy(world, pipeline, { manualQueueOnly: true }),
      setReviewPolicy(world, { authorId: undefined }),
    ];
    const lines = await isJust({}, 'problem policy-build-main', 'warning policy-review-main');
    assert.match(lines, /waits for somebody to start it[^]+Anybody may set the status/);
    remove(...idle);
    const other = await doctor.addPipeline('other', 'pipelines/sweep.yml@slipway');
    const { id } = azureDevOps.createIdentity('fabrikam', { displayName: 'Ada' });
    const foreign = [setBuildPolicy(world, other), setReviewPolicy(world, { authorId: id })];
    assert.match(await isJust({}, ...BOTH), /There is none[^]+Another identity/);
    remove(...foreign);
    setBuildPolicy(world, pipeline);
    setReviewPolicy(world);
  });

  it('tells a shallow clone, and none, from a whole one', async () => {
    await isJust({ sources: doctor.sources(1) }, 'warning clone-depth');
    await isJust({ sources: '/nowhere' }, 'unknown clone-depth');
  });

  it('tells a key that Claude does not know', async () => {
    const { url } = doctor.world.sandbox.claudeService;
    const claude = { kind: 'claude', url, apiToken: 'sk-ant-of-nobody', provider: 'anthropic' } as const;
    assert.match(await isJust({ connections: { claude } }, 'problem claude-model'), /does not know the API key/);
  });

  it('warns of a pipeline that uses Slipway and extends nothing', async () => {
    const id = await doctor.addPipeline('own', undefined);
    await isJust({}, `warning template-${id}`);
    await doctor.addPipeline('own', 'pipelines/sweep.yml@slipway');
    await isJust({});
    await doctor.addPipeline('own', 'pipelines/pull-request.yml@slipway');
    assert.match(await isJust({}, `warning template-values-${id}`), /mergeGate: none/);
    await doctor.addPipeline('own', 'pipelines/sweep.yml@slipway');
  });

  it('cannot tell whether a webhook has a secret, and says so', async () => {
    const { azureDevOps } = doctor.world.sandbox;
    const url = 'https://dev.azure.com/fabrikam';
    azureDevOps.createConnection({ ...doctor.world.repository, name: 'jira-hook', url, type: 'incomingwebhook' });
    await isJust({}, 'unknown webhook-1');
  });

  it('writes with setUpEnvironments alone', async () => {
    const token = doctor.world.jobToken([...JOB_PERMISSIONS, 'createEnvironment', 'manageChecks']);
    doctor.world.tokenOf('Mara Novak');
    const inputs = { environments: ['Production'], approvers: ['Mara Novak'] };
    const written = doctor.writes.length;
    const missing = await doctor.look({ inputs, token });
    assert.ok(missing.open.includes('problem environment-production-exists'), missing.lines.join('\n'));
    const planned = await doctor.look({ inputs: { ...inputs, setUpEnvironments: true, dryRun: true }, token });
    assert.ok(planned.lines.some((line) => line.includes('Would do: Production: create the environment')));
    assert.deepEqual(doctor.writes.slice(written), []);
    const made = await doctor.look({ inputs: { ...inputs, setUpEnvironments: true }, token });
    assert.ok(!made.open.some((one) => one.startsWith('problem')), made.lines.join('\n'));
    assert.ok(doctor.writes.length > written);
  });
});
