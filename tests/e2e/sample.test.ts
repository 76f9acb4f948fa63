import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { type ReviewedSample, reviewSample } from '../support/reviewed-sample.ts';

const traffic = path.join(import.meta.dirname, '../../out/traffic');

describe('the pull requests of the sample', function () {
  this.timeout(120_000);
  let sample: ReviewedSample;
  before(async () => (sample = await reviewSample()));
  after(async () => {
    sample.sandbox.traffic.write(traffic, 'e2e-sample');
    await sample.close();
  });

  const threadsOf = async (id: number): Promise<readonly string[]> => {
    const { sandbox, repository } = sample;
    const { organisation, project, id: repositoryId } = repository;
    const identity = { displayName: 'Reader' };
    const token = sandbox.azureDevOps.issueToken({ organisation, identity, permissions: ['readCode'] });
    const route = `${organisation}/${project}/_apis/git/repositories/${repositoryId}/pullRequests/${id}/threads`;
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${sandbox.azureService.url}/${route}?api-version=7.1`, { headers });
    const { value } = (await answer.json()) as {
      readonly value: readonly {
        readonly threadContext: {
          readonly filePath: string;
          readonly rightFileStart?: { readonly line: number };
        } | null;
      }[];
    };
    return value.flatMap(({ threadContext: place }) =>
      place ? [`${place.filePath.slice(1)}:${place.rightFileStart?.line ?? 0}`] : [],
    );
  };

  it('have every planted problem found at its very line of the source commit, and nothing else', async () => {
    assert.equal(sample.reviewed.length, 6);
    for (const { id, source, expected } of sample.reviewed) {
      const planted = expected.map(({ path: file, line }) => `${file}:${line}`);
      assert.deepEqual([...(await threadsOf(id))].sort(), planted.sort(), source);
    }
  });

  it('have pages with the threads below the lines they are about, which say that no model wrote them', async () => {
    const overview = await (await fetch(sample.sandbox.azureService.url)).text();
    assert.match(overview, /PARCEL-41/);
    const page = await (await fetch(`${sample.sandbox.azureService.url}${sample.reviewed[0]!.pathname}`)).text();
    assert.equal(page.match(/data-thread-id=/g)?.length, 8);
    assert.match(page, /stand-in reviewer \(no model\)/);
  });
});
