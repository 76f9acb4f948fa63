import { runTask } from '../../src/agent/run-task.ts';
import { Inputs } from './inputs.ts';

void runTask({ name: 'JiraTicket', inputs: Inputs }, async (context) => {
  const { inputs, keepProgress } = context;
  keepProgress({ outputs: { tickets: '', createdTicket: '' } });
  // Loaded after the first line is said: this takes longer than all the rest of the start.
  const [{ createServices }, { ensureTicket }] = await Promise.all([
    import('./services.ts'),
    import('../../src/tickets/ensure-ticket.ts'),
  ]);
  return ensureTicket(createServices(context), { ...inputs, project: inputs.project ?? '' });
});
