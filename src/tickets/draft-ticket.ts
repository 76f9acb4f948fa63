import { SlipwayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Model } from '../model.ts';
import { stripInvisible } from '../neutralise.ts';
import type { PullRequest } from '../pull-request.ts';
import { maskSecretsIn } from '../review/mask-secrets.ts';
import type { DraftSubject } from './draft-prompt.ts';
import { DRAFT_SYSTEM_PROMPT, renderDraftPrompt, TicketDraft } from './draft-prompt.ts';

interface Services {
  /** Undefined: the pull request speaks for itself. */
  readonly model: Model | undefined;
  readonly log: Log;
}

export interface DraftedTicket extends TicketDraft {
  readonly by: 'model' | 'pullRequest';
}

const MAX_TURNS = 2;
/** Jira takes 255 characters; a title may take as many as it needs of them. */
const MAX_SUMMARY = 240;
const MAX_DESCRIPTION = 16_000;

/**
 * Words for a ticket. The model's, when there is one and it gives what was asked for; else those of the pull request: a
 * change does not go without a ticket because a model was busy.
 */
export async function draftTicket({ model, log }: Services, subject: DraftSubject): Promise<DraftedTicket> {
  const drafted = model && (await askModel(model, log, subject));
  const { pullRequest } = subject;
  const draft = drafted ?? ownWords(pullRequest);
  const description = `${tidy(draft.description, MAX_DESCRIPTION)}\n\n[Pull request ${pullRequest.id}](${pullRequest.webUrl})`;
  const summary = tidy(draft.summary, MAX_SUMMARY).replace(/\s+/g, ' ');
  return {
    summary: summary === '' ? `Pull request ${pullRequest.id}` : summary,
    description: description.trim(),
    by: drafted ? 'model' : 'pullRequest',
  };
}

async function askModel(model: Model, log: Log, subject: DraftSubject): Promise<TicketDraft | undefined> {
  try {
    const end = await model.converse({
      label: 'ticket draft',
      system: DRAFT_SYSTEM_PROMPT,
      prompt: renderDraftPrompt(subject),
      tools: [],
      answer: TicketDraft,
      maxTurns: MAX_TURNS,
    });
    if (end.kind === 'answered') return end.answer;
    log.warn(`The ticket takes the words of the pull request: ${end.message}`);
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    log.warn(`The ticket takes the words of the pull request: ${error.message}`);
  }
  return undefined;
}

const ownWords = ({ title, description }: PullRequest): TicketDraft => ({ summary: title, description });

/** Nothing hidden, no secret, not too long. */
function tidy(text: string, limit: number): string {
  const masked = maskSecretsIn(stripInvisible(text)).trim();
  return masked.length > limit ? `${masked.slice(0, limit - 1)}…` : masked;
}
