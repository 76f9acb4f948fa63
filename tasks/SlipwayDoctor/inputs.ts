import * as z from 'zod';
import { connectionName, flag, list, optionalText, rule } from '../../src/agent/input-types.ts';

const MOST_ENVIRONMENTS = 50;

/** What SlipwayDoctor takes; defaults stand in task.json. */
export const Inputs = z
  .object({
    claudeConnection: connectionName('claude').optional(),
    jiraConnection: connectionName('jira').optional(),
    slackConnection: connectionName('slack').optional(),
    channel: optionalText,
    components: list,
    environments: list,
    setUpEnvironments: flag,
    approvers: list,
    dryRun: flag,
  })
  .check(
    rule(['channel'], ({ channel }) =>
      channel === undefined || /^(#[^\s#@<>]{1,80}|[CGD][A-Z0-9]{6,})$/.test(channel)
        ? undefined
        : 'give the id of the channel, as C0123456789, or its name with #.',
    ),
    rule(['environments', 'setUpEnvironments'], ({ environments, setUpEnvironments }) => {
      if (setUpEnvironments && environments.length === 0) return 'name those that setUpEnvironments is to set up.';
      return environments.length > MOST_ENVIRONMENTS ? `names more than ${MOST_ENVIRONMENTS}.` : undefined;
    }),
    rule(['approvers', 'setUpEnvironments'], ({ approvers, setUpEnvironments }) =>
      setUpEnvironments && approvers.length === 0
        ? 'name who may approve: an environment without an approval is no gate.'
        : undefined,
    ),
  );
