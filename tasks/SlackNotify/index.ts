import { runTask } from '../../src/agent/run-task.ts';
import { NO_MESSAGE, postMessage } from '../../src/chat/post-message.ts';
import { runSubject } from '../../src/chat/subject.ts';
import { checkConnection } from './check-connection.ts';
import { Inputs } from './inputs.ts';

void runTask({ name: 'SlackNotify', inputs: Inputs }, async (context) => {
  const { inputs, connection, job, keepProgress } = context;
  keepProgress({ outputs: NO_MESSAGE });
  const slack = connection(inputs.slackConnection, 'slack');
  checkConnection(inputs, slack);
  if (inputs.action === 'post') {
    // Loaded after the first line is said: this takes longer than all the rest of the start.
    const { createPostServices } = await import('./services.ts');
    const subject = inputs.subject ?? runSubject(job.buildId);
    return postMessage(createPostServices(context, slack), {
      ...inputs,
      channel: inputs.channel,
      text: inputs.text,
      thread: inputs.thread,
      subject,
    });
  }
  const { runQuestion } = await import('./run-question.ts');
  return runQuestion(context, slack);
});
