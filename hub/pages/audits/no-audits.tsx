import { CopyBlock } from '../../parts/copy-block.tsx';

const STEPS = `- task: ReleaseAudit@1
  inputs:
    jiraConnection: jira
    fixVersion: 1.4.0
- publish: $(Build.ArtifactStagingDirectory)/audit
  artifact: audit
  condition: succeededOrFailed()
`;

/** What to do where nothing was audited yet. */
export function NoAudits() {
  return (
    <>
      <h2>No release was audited yet</h2>
      <p>
        An audit sets the tickets of a version in Jira against the commits of its range: what was done and not shipped,
        shipped and not done, and which commits have no ticket. It stands here once ReleaseAudit has run, for whoever
        may see that run. This task comes with a later version of Slipway; an audit from a JSON file can be opened
        today. Its steps, behind a release or in a pipeline with a schedule:
      </p>
      <CopyBlock name="the steps of an audit" text={STEPS} />
    </>
  );
}
