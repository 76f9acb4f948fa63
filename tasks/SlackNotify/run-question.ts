import type { SlackConnection } from '../../src/agent/connections.ts';
import { findVariable } from '../../src/agent/job.ts';
import { askQuestion } from '../../src/chat/ask-question.ts';
import type { ChatServices, RelayServices } from '../../src/chat/chat-services.ts';
import { relayApprovals } from '../../src/chat/relay-approvals.ts';
import { createApprovalClient } from '../../src/clients/azure-devops/approval-client.ts';
import { createApprovalDecider, createRunGates } from '../../src/clients/azure-devops/run-approvals.ts';
import type { HttpLimits } from '../../src/clients/http/http-client.ts';
import type { Outcome } from '../../src/outcome.ts';
import { type Context, createChatServices, openClient, openHttp } from './services.ts';

/** One look of many: the next one comes soon, and the deadline must not wait for this one. */
const WATCH: Partial<HttpLimits> = { tryMs: 15_000, totalMs: 20_000 };

/** Asks, or relays the run's approvals, by an app; what keeps it from asking fails the task, whatever failOnError says. */
export async function runQuestion(context: Context, connection: SlackConnection): Promise<Outcome> {
  // Refused before, with all other problems of the inputs.
  if (connection.mode !== 'app') throw new Error('a webhook cannot ask');
  const { inputs } = context;
  const { channel = '' } = inputs;
  const client = openClient(context, openHttp(context, context.signal, WATCH));
  const decider = deciderOf(context);
  const services: ChatServices = { ...createChatServices(context, connection, client), decider };
  if (inputs.action === 'ask') {
    const { question = '', subject } = inputs;
    return askQuestion(services, { ...inputs, channel, question, subject });
  }
  const ownStage = findVariable('System.StageName');
  const relay: RelayServices = { ...services, gates: createRunGates(client), ownStage };
  return relayApprovals(relay, { ...inputs, channel });
}

/** With a client of its own: approvals are never decided with the job's token. */
function deciderOf(context: Context): ChatServices['decider'] {
  const { approvalToken } = context.inputs;
  if (approvalToken === undefined) return undefined;
  const http = openHttp(context, context.signal, WATCH);
  const { collectionUri, project } = context.job;
  return createApprovalDecider(createApprovalClient({ http, collectionUri, approvalToken, project }));
}
