import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { EnvironmentReader } from '../../../src/setup/environments/ports.ts';
import { ada, approval, check, failing, findingsOf, GOOD, ready, request } from './fake-gates.ts';

const [APPROVAL, READY, TEMPLATE] = GOOD as [(typeof GOOD)[0], (typeof GOOD)[0], (typeof GOOD)[0]];

/** The one finding: its kind and status, and its whole text. */
async function only(...given: Parameters<typeof findingsOf>): Promise<readonly [string, string]> {
  const findings = await findingsOf(...given);
  assert.deepEqual(findings.length, 1, JSON.stringify(findings, null, 1));
  const [{ id, status, detail, remedy } = { id: '', status: '', detail: '', remedy: '' }] = findings;
  return [`${id.replace('environment-production-', '')} ${status}`, `${detail} | ${remedy ?? ''}`];
}

describe('checking environments', () => {
  it('finds nothing where all is in order', async () => {
    assert.deepEqual(await findingsOf(GOOD), []);
  });

  it('says that an environment is missing, and where it is created', async () => {
    const [what, text] = await only([], { findEnvironment: () => Promise.resolve(undefined) });
    assert.equal(what, 'exists problem');
    assert.match(
      text,
      /creates it without an approval.*https:\/\/dev\.azure\.com\/contoso\/Shop\/_environments.*create "Production"/,
    );
  });

  it('calls an environment without an approval, or with one that is disabled, no gate', async () => {
    for (const [checks, wanted] of [
      [[READY, TEMPLATE], /It has none: it is no gate\..*_environments\/7\) > Approvals and checks: add "Approvals"/],
      [[{ ...APPROVAL, isEnabled: false }, READY, TEMPLATE], /is disabled: it is no gate\. .*choose Enable/],
    ] as const) {
      const [what, text] = await only(checks);
      assert.equal(what, 'approval problem');
      assert.match(text, wanted);
    }
  });

  it('warns of approvers other than those named, and of approvals that ask twice', async () => {
    const others = approval({ approvers: [ada, { id: 'eve', name: 'Eve' }] });
    assert.match((await only([check(others), READY, TEMPLATE]))[1], /does not ask Bob\. It also asks Eve\./);
    assert.deepEqual(await findingsOf([check(others), READY, TEMPLATE], {}, { approvers: [] }), []);
    const [what, text] = await only([APPROVAL, { ...APPROVAL, id: 9 }, READY, TEMPLATE]);
    assert.equal(what, 'approval warning');
    assert.match(text, /It has 2 approvals/);
  });

  it('warns where who starts a run may approve it, or nobody else could', async () => {
    const own = [check(approval({ barsRequester: false })), READY, TEMPLATE];
    assert.match((await only(own))[1], /Who starts a run may approve it.*Control options/);
    const all = [check(approval({ minimum: 0 })), READY, TEMPLATE];
    assert.deepEqual(await findingsOf(all), []);
    const [what, text] = await only(all, {}, { requestedById: 'ADA' });
    assert.equal(what, 'separation warning');
    assert.match(text, /What Ada starts nobody can approve/);
  });

  it('calls it a problem when the identity that queues runs approves them too', async () => {
    const readSelf: EnvironmentReader['readSelf'] = () => Promise.resolve({ id: 'BOB', name: 'Bob' });
    const [what, text] = await only(GOOD, { readSelf });
    assert.equal(what, 'separation problem');
    assert.match(text, /which queues runs.*"approvalToken" of SlackNotify is the token of another identity/);
  });

  it('misses the check that a release is ready at gates of a release alone', async () => {
    const [what, text] = await only([APPROVAL, TEMPLATE]);
    assert.equal(what, 'ready warning');
    assert.match(text, /held back is deployed once it is approved.*docs\/gates\.md.*setUpEnvironments/);
    for (const name of ['slipway-merge', 'Slipway-Release'])
      assert.deepEqual(await findingsOf([APPROVAL, TEMPLATE], {}, { environments: [name] }), []);
    assert.deepEqual(await findingsOf([APPROVAL, TEMPLATE], {}, { components: [] }), []);
  });

  it('says what keeps that check from working', async () => {
    const inputs = ready().inputs;
    const url = (address: string) => () => Promise.resolve([{ id: 'c-1', name: 'other', url: address }]);
    const cases = [
      [ready({ retryInterval: 0 }), {}, 'problem', /evaluated once/],
      [ready({ inputs: { ...inputs, successCriteria: '' } }), {}, 'problem', /success criteria are not eq/],
      [ready({ inputs: { ...inputs, waitForCompletion: 'true' } }), {}, 'problem', /not ApiResponse/],
    ] as const;
    for (const [settings, over, status, text] of cases) {
      const found = await only([APPROVAL, check(settings, { id: 2 }), TEMPLATE], over);
      assert.equal(found[0], `ready ${status}`);
      assert.match(found[1], text);
    }
    for (const address of ['https://dev.azure.com/contoso', 'https://evil.example.com/contoso/']) {
      const findings = await findingsOf(GOOD, { listGenericConnections: url(address) });
      assert.match(findings.find(({ id }) => id.endsWith('-ready'))?.detail ?? '', /connection other leads to/);
      assert.equal(findings.find(({ id }) => id === 'environments-connection')?.status, 'warning');
    }
    const unseen = await findingsOf(GOOD, { listGenericConnections: () => Promise.resolve([]) });
    assert.deepEqual(
      unseen.map(({ id, status }) => `${id} ${status}`),
      ['environments-connection warning', 'environment-production-ready unknown'],
    );
  });

  it('warns of an environment that waits for another component', async () => {
    const foreign = check(ready({}, 'api'), { id: 2 });
    const [what, text] = await only([APPROVAL, foreign, TEMPLATE]);
    assert.equal(what, 'ready warning');
    assert.match(text, /waits for the release of api.*environment of its own/);
  });

  it('wants a template that is reviewed, and takes a tag', async () => {
    assert.match((await only([APPROVAL, READY]))[1], /can rewrite the pipeline.*"Required template"/);
    assert.match((await only([APPROVAL, READY, { ...TEMPLATE, isEnabled: false }]))[0], /template warning/);
    const [what, text] = await only(GOOD, { isGuarded: () => Promise.resolve(false) });
    assert.equal(what, 'template problem');
    assert.match(text, /pushed to refs\/heads\/main of Platform\/pipelines.*minimum number of reviewers/);
    assert.deepEqual(await findingsOf(GOOD, { isGuarded: () => Promise.resolve(undefined) }), []);
  });

  it('finds the pipelines that a required template refuses, by repository, ref and file', async () => {
    const at = (resource: string, template: string) => ({
      listPipelineFiles: () =>
        Promise.resolve([
          {
            id: 1,
            name: 'release',
            text: `resources:\n  repositories:\n    - repository: other\n      name: a/b\n    ${resource}\nextends:\n  template: ${template}\n`,
          },
        ]),
    });
    const flow = (ref: string) => `- { repository: slipway, type: git, name: platform/Pipelines${ref} }`;
    const fine = [
      [flow(', ref: refs/heads/main'), 'pipelines/release.yml@slipway'],
      [flow(''), '/pipelines/release.yml@slipway'],
      [
        '- repository: slipway\n      name: Platform/pipelines\n      ref: "refs/heads/main" # pinned',
        'pipelines/release.yml@slipway',
      ],
      [flow(''), 'pipelines/release.yml@${{ variables.x }}'],
    ] as const;
    for (const [resource, template] of fine) assert.deepEqual(await findingsOf(GOOD, at(resource, template)), []);
    const refused = [
      [
        flow(', ref: refs/tags/v1'),
        'pipelines/release.yml@slipway',
        /extends pipelines\/release\.yml of platform\/Pipelines at refs\/tags\/v1, which/,
      ],
      [flow(''), 'release.yml@slipway', /extends release\.yml of/],
      ['- { repository: slipway, name: pipelines }', 'pipelines/release.yml@slipway', /of Shop\/pipelines at/],
    ] as const;
    for (const [resource, template, text] of refused) {
      const found = await only(GOOD, at(resource, template));
      assert.equal(found[0], 'template problem');
      assert.match(found[1], text);
    }
  });

  it('names the pipelines that may not use an environment', async () => {
    const files = [
      {
        id: 1,
        name: 'release',
        text: 'resources: { repositories: [{ repository: slipway, name: Platform/pipelines }] }\nextends:\n  template: pipelines/release.yml@slipway\n',
      },
      { id: 2, name: 'pr', text: 'extends:\n  template: pipelines/pull-request.yml@slipway\n' },
    ];
    const listPipelineFiles = () => Promise.resolve(files);
    const permitted = (ids: readonly number[]) => ({ listPipelineFiles, readPermitted: () => Promise.resolve(ids) });
    assert.match(
      (await only(GOOD, permitted([2])))[1],
      /pipeline release may not use it.*Pipeline permissions: add release;/,
    );
    assert.deepEqual(await findingsOf(GOOD, permitted([1])), []);
    assert.match((await only(GOOD, { readPermitted: () => Promise.resolve([]) }))[1], /No pipeline may use it/);
  });

  it('never calls in order what it could not read, and tells the rest', async () => {
    const looks = {
      readSelf: ['environment-production-separation'],
      findIdentities: ['environments-approvers'],
      findEnvironment: ['environment-production-exists'],
      readChecks: ['environment-production-approval'],
      readPermitted: ['environment-production-pipelines'],
      listGenericConnections: ['environments-connection', 'environment-production-ready'],
      listPipelineFiles: [],
      isGuarded: ['environment-production-template'],
    } satisfies Record<keyof EnvironmentReader, readonly string[]>;
    for (const [name, ids] of Object.entries(looks)) {
      const findings = await findingsOf(GOOD, { [name]: failing });
      assert.deepEqual(
        findings.map(({ id, status }) => `${id} ${status}`),
        ids.map((id) => `${id} unknown`),
        name,
      );
    }
  });

  it('says in words what is wrong with an approver, and takes names in any case once', async () => {
    const found = await findingsOf(GOOD, { findIdentities: () => Promise.resolve([{ ...ada, isActive: false }]) });
    assert.match(found[0]?.detail ?? '', /"ada@example\.com" is no longer active.*"bob@example\.com" is nobody/);
    const twice = request({ environments: ['Production', 'PRODUCTION'] });
    assert.deepEqual(await findingsOf(GOOD, {}, twice), []);
    assert.equal((await findingsOf([], {}, twice)).filter(({ id }) => id.endsWith('-approval')).length, 1);
  });
});
