/** A file of the documentation, as people begin with it; a test holds it against that. */
export const DOCTOR_YAML = `# .azure/doctor.yml
trigger: none
resources:
  repositories:
    - { repository: slipway, type: git, name: Platform/slipway-pipelines, ref: refs/heads/main }
extends:
  template: pipelines/doctor.yml@slipway
  parameters:
    claudeConnection: claude
    jiraConnection: jira
    slackConnection: slack
    channel: C0123456789
`;
