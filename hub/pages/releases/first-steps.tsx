import { CopyBlock } from '../../parts/copy-block.tsx';
import { RELEASE_YAML, STAGING_YAML } from './first-files.ts';

/** What to do where no ledger is yet. */
export function FirstSteps({ project }: { readonly project: string }) {
  return (
    <section aria-labelledby="first-steps">
      <h2 id="first-steps">Nothing is staged in {project} yet</h2>
      <p>Slipway keeps what is staged and released on the branch slipway/ledger of a repository. None has one yet.</p>
      <ol>
        <li>
          Put Slipway&apos;s templates into a repository that few may change, here <bdi>Platform/slipway-pipelines</bdi>
          : the folder <bdi>pipelines</bdi> of the extension&apos;s repository.
        </li>
        <li>
          Let the project&apos;s build service contribute, create branches and create tags in the repository that is to
          be released.
        </li>
        <li>
          Add these two files to it, leave out what you do not have (Jira, Slack), and create a pipeline from each. The
          next merge into <bdi>develop</bdi> is the first that is staged, and this page shows it.
        </li>
      </ol>
      <h3>Stages each merge</h3>
      <CopyBlock name="staging.yml" text={STAGING_YAML} />
      <h3>Releases what is staged</h3>
      <CopyBlock name="release.yml" text={RELEASE_YAML} />
    </section>
  );
}
