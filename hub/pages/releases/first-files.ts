/** Files of the documentation, as people begin with them; tests hold them against it. */
export const STAGING_YAML = `# .azure/staging.yml: each merge has its own run, so no batching.
trigger:
  batch: false
  branches: { include: [develop] }
resources:
  repositories:
    - { repository: slipway, type: git, name: Platform/slipway-pipelines, ref: refs/heads/main }
extends:
  template: pipelines/staging.yml@slipway
  parameters:
    jiraConnection: jira
    slackConnection: slack
    channel: C0123456789
    versioning: ticket
`;

export const RELEASE_YAML = `# .azure/release.yml: "Run pipeline", the hub, or the schedule.
trigger: none
resources:
  repositories:
    - { repository: slipway, type: git, name: Platform/slipway-pipelines, ref: refs/heads/main }
lockBehavior: sequential # with an exclusive lock, runs wait in order; without this line the newest one cancels the others
extends:
  template: pipelines/release.yml@slipway
  parameters:
    jiraConnection: jira
    slackConnection: slack
    channel: C0123456789
    versioning: ticket
`;
