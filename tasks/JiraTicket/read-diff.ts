import type { AzureDevOpsClient } from '../../src/clients/azure-devops/azure-devops-client.ts';
import { createPullRequestHost } from '../../src/clients/azure-devops/pull-request-host.ts';
import { createRestChangeSource } from '../../src/clients/azure-devops/rest-change-source.ts';
import { SlipwayError } from '../../src/errors.ts';
import type { Log } from '../../src/log.ts';
import { CONTEXT_LINES } from '../../src/review/ports.ts';
import { chunksOf, renderChunks } from '../../src/review/render-diff.ts';

interface Place {
  readonly client: AzureDevOpsClient;
  readonly pullRequestId: number;
  readonly log: Log;
}

/** A few files at once; a draft needs the gist, not every one of a thousand. */
const BATCH = 6;
const MAX_FILES = 60;

/**
 * The diff of a pull request's newest iteration over REST, up to `maxCharacters`; undefined when it cannot be had, for a
 * ticket can be written without it.
 */
export function diffReader({
  client,
  pullRequestId,
  log,
}: Place): (maxCharacters: number) => Promise<string | undefined> {
  return async (maxCharacters) => {
    try {
      const host = createPullRequestHost({ client, pullRequestId });
      const [{ repositoryId }, iteration] = await Promise.all([host.readPullRequest(), host.readNewestIteration()]);
      const { commonCommit, sourceCommit } = iteration;
      const source = createRestChangeSource({ client, repositoryId, contextLines: CONTEXT_LINES });
      const files = (await source.listChanges(commonCommit, sourceCommit)).slice(0, MAX_FILES);
      let text = '';
      for (let at = 0; at < files.length && text.length < maxCharacters; at += BATCH) {
        const diffs = await source.readDiffs(commonCommit, sourceCommit, files.slice(at, at + BATCH));
        text += `${renderChunks(diffs.flatMap((diff) => chunksOf(diff, maxCharacters)))}\n`;
      }
      return text.slice(0, maxCharacters);
    } catch (error) {
      if (!(error instanceof SlipwayError)) throw error;
      log.info(`The diff could not be read: ${error.message}`);
      return undefined;
    }
  };
}
