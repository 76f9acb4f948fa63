import { SlipwayError, type ErrorDetails } from '../../errors.ts';
import { excerptOf, type Redact } from '../http/redact.ts';
import type { HttpResponse } from '../http/response.ts';
import { baseOf, type JiraConnection } from './jira-connection.ts';

/** Jira said no, in its own words. */
export class JiraRefusal extends SlipwayError {
  readonly status: number;
  /** What it says about the request, and about each field by its id; redacted, each on one line. */
  readonly said: readonly string[];
  readonly fields: ReadonlyMap<string, string>;

  constructor(message: string, details: ErrorDetails & Said & { readonly status: number }) {
    super(message, details);
    this.status = details.status;
    this.said = details.said;
    this.fields = details.fields;
  }
}

interface Said {
  readonly said: readonly string[];
  readonly fields: ReadonlyMap<string, string>;
}

interface Asked {
  /** "read ABC-12". */
  readonly operation: string;
  /** As Jira names it on its screens. */
  readonly permission?: string | undefined;
}

const LONGEST = 300;
const MOST = 20;

/** True when Jira did not do what was asked; it may answer whom it does not know as anybody, with what all may see. */
export const isRefusal = (answer: HttpResponse): boolean => answer.status >= 400 || isUnknown(answer);

/** The error for an answer that is a refusal. */
export function refusalOf(
  answer: HttpResponse,
  { operation, permission }: Asked,
  { redact, connection }: { readonly redact: Redact; readonly connection: JiraConnection },
): JiraRefusal {
  // The one that Jira means.
  const status = isUnknown(answer) ? 401 : answer.status;
  const told = saidIn(answer, redact);
  const words = wordsOf(told);
  const { because, ...details } = explain(answer, { words, permission, connection });
  const message =
    details.code === 'JIRA_UNAUTHORIZED'
      ? `Jira refused the token. Asked to ${operation}, ${baseOf(connection)} ${because}.`
      : `Jira would not ${operation}: ${because}.`;
  return new JiraRefusal(message, { ...details, ...told, status });
}

/** Messages and fields as one text: "It is not valid; summary: You must specify a summary". */
export function wordsOf({ said, fields }: Said): string {
  const texts = [...said, ...[...fields].map(([name, text]) => `${name}: ${text}`)];
  return texts.map((text) => text.replace(/[.\s]+$/, '')).join('; ');
}

type Explained = ErrorDetails & { readonly because: string };

interface Known {
  readonly words: string;
  readonly permission: string | undefined;
  readonly connection: JiraConnection;
}

function explain(answer: HttpResponse, known: Known): Explained {
  const { words, permission, connection } = known;
  if (isUnknown(answer)) return unauthorized(answer, connection);
  const said = words === '' ? 'it refused the request' : words;
  switch (answer.status) {
    case 401:
      return unauthorized(answer, connection);
    case 403:
      return wantsCaptcha(answer) ? CAPTCHA : forbidden(words, permission);
    case 404:
      return isPage(answer) ? NO_REST : notFound(words);
    case 409:
      return { because: said, kind: 'conflict', code: 'JIRA_CONFLICT', hint: 'Somebody changed it: run it again.' };
    case 410:
      return { because: said, kind: 'remote', code: 'JIRA_GONE', hint: GONE_HINT };
    case 429:
      return { because: `its quota is used up (${said})`, kind: 'remote', code: 'JIRA_QUOTA', hint: quotaHint(answer) };
    default:
      return {
        because: said,
        kind: 'remote',
        code: 'JIRA_REFUSED',
        hint: 'Correct what Jira names, then run it again.',
      };
  }
}

const GONE_HINT = 'This Jira has removed that part of its interface: update Slipway.';

const quotaHint = ({ headers }: HttpResponse): string => {
  const seconds = headers['retry-after'];
  const when = seconds !== undefined && /^\d{1,9}$/.test(seconds) ? `in ${seconds} seconds` : 'later';
  return `Run it again ${when}, or spread the jobs that ask this Jira.`;
};

const WHERE = 'the service connection that "jiraConnection" names';

/** Then the answer is one to nobody in particular: "it does not exist", or an empty list. */
const isUnknown = ({ headers }: HttpResponse): boolean => {
  const reasons = (headers['x-seraph-loginreason'] ?? '').split(',').map((reason) => reason.trim().toUpperCase());
  return reasons.includes('AUTHENTICATED_FAILED') && !reasons.includes('OK');
};

/** Both deployments tell in a header what the page would show to a person. */
const wantsCaptcha = ({ headers }: HttpResponse): boolean =>
  /CAPTCHA/i.test(headers['x-authentication-denied-reason'] ?? '') ||
  /AUTHENTICATION_DENIED/i.test(headers['x-seraph-loginreason'] ?? '');

const CAPTCHA: Explained = {
  because: 'wants this user to solve a CAPTCHA after failed logins',
  kind: 'auth',
  code: 'JIRA_UNAUTHORIZED',
  hint: `Let that user sign in once in a browser, or use a personal access token; then check the token in ${WHERE}.`,
};

function unauthorized(answer: HttpResponse, { user, deployment }: JiraConnection): Explained {
  if (wantsCaptcha(answer)) return CAPTCHA;
  const what = user === undefined ? 'the personal access token' : 'the e-mail with its token';
  return {
    because: `does not accept ${what}`,
    kind: 'auth',
    code: 'JIRA_UNAUTHORIZED',
    hint:
      deployment === 'cloud'
        ? `Check in ${WHERE} that the e-mail is the one of the API token, and that the token has the scopes read:jira-work and write:jira-work. Has it expired or been revoked, make a new one for the same account and put it there.`
        : `Check in ${WHERE} that the token has not expired or been revoked; else make a new one for the same account and put it there.`,
  };
}

const forbidden = (words: string, permission: string | undefined): Explained => ({
  because: [
    permission === undefined
      ? "the token's owner lacks a right that this needs"
      : `the token's owner lacks the right "${permission}"`,
    ...(words === '' ? [] : [`(Jira: ${words})`]),
  ].join(' '),
  kind: 'auth',
  code: 'JIRA_FORBIDDEN',
  hint:
    permission === undefined
      ? "Give the token's owner the permission in Jira."
      : `Give the token's owner "${permission}" in the project's permissions in Jira.`,
});

const NO_REST: Explained = {
  because: 'it answered with a page instead of data',
  kind: 'input',
  code: 'JIRA_NOT_FOUND',
  hint: 'Check the address in the service connection: for a Jira below a path, such as /jira, the path belongs to it.',
};

const notFound = (words: string): Explained => ({
  because: words === '' ? 'it does not exist or may not be seen' : words,
  kind: 'remote',
  code: 'JIRA_NOT_FOUND',
  hint: 'Check the key. Without "Browse projects" for the token\'s owner it looks the same as if it did not exist.',
});

const isPage = ({ headers }: HttpResponse): boolean => /html/i.test(headers['content-type'] ?? '');

function saidIn(answer: HttpResponse, redact: Redact): Said {
  const line = (text: string) => excerptOf(text, '', redact).slice(0, LONGEST);
  const body = bodyOf(answer);
  if (body === undefined) {
    const excerpt = excerptOf(answer.text(), answer.headers['content-type'] ?? '', redact);
    return { said: excerpt === '' ? [] : [excerpt], fields: new Map() };
  }
  const { errorMessages, errors, message, errorMessage } = body;
  const messages = [errorMessages, message, errorMessage].flat().filter((text) => typeof text === 'string');
  const pairs = typeof errors === 'object' && errors !== null && !Array.isArray(errors) ? Object.entries(errors) : [];
  const texts = pairs.flatMap(([name, text]): [string, string][] =>
    typeof text === 'string' ? [[line(name), line(text)]] : [],
  );
  return { said: messages.slice(0, MOST).map(line), fields: new Map(texts.slice(0, MOST)) };
}

function bodyOf(answer: HttpResponse): Readonly<Record<string, unknown>> | undefined {
  try {
    const body: unknown = JSON.parse(answer.text());
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
