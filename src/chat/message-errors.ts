import { SlipwayError } from '../errors.ts';
import type { MessageRecord } from './message-record.ts';

/** The same run would have the one message of a subject in two channels. */
export const elsewhere = ({ subject, channel }: MessageRecord, asked: string): SlipwayError =>
  new SlipwayError(`The message of ${subject} stands in ${channel}; it cannot stand in ${asked} too.`, {
    kind: 'input',
    code: 'SLACK_SUBJECT_ELSEWHERE',
    hint: 'Name the same channel in each step, or give the other message a "subject" of its own.',
  });

/** Others claimed, posted or deleted the message each time we looked. */
export const busy = (subject: string): SlipwayError =>
  new SlipwayError(`The message of ${subject} is being posted by another job, which does not end.`, {
    kind: 'conflict',
    code: 'SLACK_SUBJECT_BUSY',
    hint: 'Run it again; if it stays, look for a job that was stopped while it posted.',
  });

/** Where it is not known whether the message stands in Slack. */
const UNSURE = new Set(['SLACK_UNREACHABLE', 'SLACK_ANSWER_UNREADABLE']);

/** Whether a post surely came to nothing: Slack said no, or was not asked. */
export const isSurelyRefused = (error: unknown): boolean =>
  error instanceof SlipwayError && error.code.startsWith('SLACK_') && !UNSURE.has(error.code);
