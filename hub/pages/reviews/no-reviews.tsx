import { CopyBlock } from '../../parts/copy-block.tsx';

const STEP = `- task: AIReview@1
  inputs:
    claudeConnection: claude
`;

/** What to do where nothing was reviewed yet. */
export function NoReviews() {
  return (
    <>
      <h2>No pull request was reviewed yet</h2>
      <p>
        A review stands here once AIReview has run for a pull request, and may write to the branch{' '}
        <code>slipway/ledger</code> of its repository: give the build service <i>Contribute</i> and <i>Create branch</i>{' '}
        on that branch. The step, in a pipeline that validates pull requests:
      </p>
      <CopyBlock name="the step AIReview" text={STEP} />
    </>
  );
}
