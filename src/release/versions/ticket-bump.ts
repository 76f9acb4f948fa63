import { stripInvisible } from '../../neutralise.ts';
import type { ChangeTicket } from '../changes/change.ts';
import type { Reason } from './bump.ts';
import { because, highest } from './bump.ts';

/** Types of Jira and of the processes of Azure Boards, in lower case. */
const MINOR: ReadonlySet<string> = new Set([
  ...['story', 'user story', 'new feature', 'feature', 'epic', 'improvement', 'enhancement'],
  ...['product backlog item', 'requirement'],
]);
const FAULTS: ReadonlySet<string> = new Set(['bug', 'defect', 'incident', 'problem', 'fault', 'hotfix']);
const PATCH: ReadonlySet<string> = new Set([
  ...FAULTS,
  ...['task', 'sub-task', 'subtask', 'technical task', 'technical debt', 'chore', 'spike', 'support', 'issue'],
  ...['impediment', 'change', 'change request', 'documentation', 'test', 'test case', 'risk', 'review'],
]);
const BREAKING: ReadonlySet<string> = new Set(['breaking', 'breaking-change']);

const nameOf = (type: string): string => type.trim().toLowerCase();

/** True for types of tickets that ask for something new. */
export const isFeatureType = (type: string): boolean => MINOR.has(nameOf(type));

/** True for types of tickets that report something broken. */
export const isFaultType = (type: string): boolean => FAULTS.has(nameOf(type));

/** The bump that the tickets of a change ask for; the highest wins, a patch when they say nothing. */
export const bumpOfTickets = (tickets: readonly ChangeTicket[]): Reason =>
  highest(tickets.map(bumpOfTicket)) ?? because('patch', 'no ticket');

function bumpOfTicket({ key, type, labels }: ChangeTicket): Reason {
  const label = labels.find((one) => BREAKING.has(nameOf(one)));
  if (label !== undefined) return because('major', `${key} is labelled ${nameOf(label)}`);
  if (type === null) return because('patch', `the type of ${key} is not known`);
  const shown = stripInvisible(type).replace(/\s+/g, ' ').trim().slice(0, 60);
  if (isFeatureType(type)) return because('minor', `${key} is ${article(shown)} ${shown}`);
  if (PATCH.has(nameOf(type))) return because('patch', `${key} is ${article(shown)} ${shown}`);
  return because('patch', `${key} has the type ${shown}, which says nothing`);
}

const article = (noun: string): string => (/^[aeio]/i.test(noun) ? 'an' : 'a');
