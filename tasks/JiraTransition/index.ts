import { runTask } from '../../src/agent/run-task.ts';
import { Inputs } from './inputs.ts';
import { parseFields } from './parse-fields.ts';

void runTask({ name: 'JiraTransition', inputs: Inputs }, async (context) => {
  const { inputs, keepProgress } = context;
  keepProgress({ outputs: { moved: '', alreadyThere: '', failed: '' } });
  // Loaded after the first line is said: this takes longer than all the rest of the start.
  const [{ createServices }, { transitionTickets }] = await Promise.all([
    import('./services.ts'),
    import('../../src/tickets/transition-tickets.ts'),
  ]);
  const fields = parseFields(inputs.fields ?? '{}') ?? {};
  const { resolution, comment, fixVersion } = inputs;
  return transitionTickets(createServices(context), { ...inputs, fields, resolution, comment, fixVersion });
});
