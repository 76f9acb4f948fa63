import type { Identity } from '../azure-devops/documents.ts';
import { findStep, type ApprovalPlace } from '../azure-devops/pipelines/approvals.ts';
import { isOpen } from '../azure-devops/pipelines/decide-approval.ts';
import { approvalsOfProject } from '../azure-devops/pipelines/find-approval.ts';
import { identityOf } from '../azure-devops/world.ts';
import { decideAs } from '../decide-as.ts';
import { runPathOf } from '../page/runs/addresses.ts';
import type { MessageState } from '../slack/setup/read-messages.ts';
import { APPROVERS, RELAY } from './cast.ts';
import { placeOf, type Decide, type Play } from './play.ts';
import { until } from './wait.ts';

/** Approvals that a run has reached, the decided ones too. */
export const gatesOf = (play: Play, run: number): readonly ApprovalPlace[] =>
  approvalsOfProject(placeOf(play)).filter((gate) => gate.run.id === run);

export const isWaiting = ({ progress }: ApprovalPlace): boolean => isOpen(progress);

/** Where people decide: the page of the run, and the channel, seen by one of them. */
export function addressesOf({ sandbox, data }: Play, { run }: ApprovalPlace) {
  const { organisation: organization, project } = data.repository;
  return {
    azureDevOps: `${sandbox.azureService.url}${runPathOf({ organization, project, id: run.id })}`,
    slack: sandbox.slack.pageUrl(data.channel, APPROVERS[0].name),
  };
}

const WORDS: Readonly<Record<ApprovalPlace['progress']['status'], string>> = {
  pending: 'waiting',
  deferred: 'deferred',
  approved: 'approved',
  rejected: 'rejected',
  canceled: 'cancelled',
  timedOut: 'timed out',
};

/** How a gate was decided, in words. */
export function describeDecision({ place, progress, decisions }: ApprovalPlace): string {
  const by = decisions.map(({ approverId, byId, comment }) => {
    const name = identityOf(place.organisation, byId ?? approverId).displayName;
    return comment === '' ? name : `${name} (${comment})`;
  });
  const word = WORDS[progress.status];
  return by.length === 0 ? word : `${word} by ${by.join(', ')}`;
}

/** Somebody who may decide a gate now. */
function findDecider(gate: ApprovalPlace): Identity {
  const { organisation } = gate.place;
  const people = gate.script.approverIds.map((id) => identityOf(organisation, id));
  const found = people.find((one) => one.displayName !== RELAY && findStep(gate, one) !== undefined);
  if (!found) throw new Error(`Nobody may decide ${gate.stage} of run ${gate.run.id}.`);
  return found;
}

/** Approves as a person would: the last gate of a release by a click in Slack, the others on the page of the run. */
export const approve: Decide = (play, gate) =>
  gate.stage === 'Production' ? approveInSlack(play, gate) : approveOnPage(play, gate);

async function approveOnPage({ sandbox, data }: Play, gate: ApprovalPlace): Promise<void> {
  const { azureDevOps, azureService } = sandbox;
  const { organisation: organization, project } = data.repository;
  const decision = { approvalId: gate.id, personId: findDecider(gate).id, status: 'approved', comment: '' } as const;
  const answer = await decideAs({ azureDevOps, baseUrl: () => azureService.url }, { organization, project }, decision);
  if ('refused' in answer) throw new Error(`${gate.stage} was not approved: ${answer.refused}`);
}

/** Waits for the relay to show a gate in Slack; gives its card. */
export function awaitCard(play: Play, gate: ApprovalPlace): Promise<MessageState> {
  const { slack } = play.sandbox;
  const isCard = ({ words, buttons }: MessageState) =>
    words.includes(gate.stage) && buttons.some(({ value }) => value !== undefined);
  const replies = () => slack.messages(play.data.channel).flatMap((message) => [message, ...message.replies]);
  return until(`a card for ${gate.stage} in Slack`, () => replies().findLast(isCard), play.signal);
}

async function approveInSlack(play: Play, gate: ApprovalPlace): Promise<void> {
  const card = await awaitCard(play, gate);
  const button = card.buttons.find(({ text }) => text === 'Approve');
  if (!button) throw new Error(`The card for ${gate.stage} has no button Approve.`);
  const { displayName: user } = findDecider(gate);
  await play.sandbox.slack.click({ user, channel: card.channelId, ts: card.ts, actionId: button.actionId });
}
