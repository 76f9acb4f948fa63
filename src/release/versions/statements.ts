import type { CommitText, MergedChange, MergedPullRequest } from '../changes/change.ts';
import { joinReverts, subjectKey } from './find-reverts.ts';
import type { Headline, ParsedMessage } from './parse-message.ts';
import { isPureRevert, parseMessage } from './parse-message.ts';

/** One thing that a change says of itself. */
export interface Statement extends Headline {
  /** Of the change, in its list. */
  readonly change: number;
  /** Full id; undefined for a line of a squash's body. */
  readonly commit: string | undefined;
  /** `own`: of the change as a whole. `inner`: of one of the commits in it. */
  readonly kind: 'own' | 'inner';
  /** Where it stands, for people: `pull request 77`, `abc1234`, `abc1234 of pull request 77`. */
  readonly place: string;
}

/** A change with what it says, the inner commits first, as they came to be first. */
export interface Told {
  /** In the list of changes. */
  readonly index: number;
  readonly id: string;
  readonly pullRequest: number | undefined;
  readonly statements: readonly Statement[];
}

export const shortId = (commit: string): string => commit.slice(0, 7);

/** What a change says: its inner commits, what its message lists, its message, and the title of its pull request. */
export function findStatements(change: MergedChange, index: number): Told {
  const { id } = change.commit;
  const message = parseMessage(change.commit.subject, change.commit.body);
  const title = change.pullRequest && parseTitle(change.pullRequest, change.commit.body);
  const pullRequest = change.pullRequest?.id ?? message.pullRequests[0];
  const whole = pullRequest === undefined ? shortId(id) : `pull request ${pullRequest}`;
  const placeOf = (commit: string) => (pullRequest === undefined ? shortId(commit) : `${shortId(commit)} of ${whole}`);
  const inList = { change: index, commit: undefined, kind: 'inner', place: `the commits listed in ${whole}` } as const;
  const listed = [...message.inner, ...(title?.inner ?? [])].map((headline) => statementOf(headline, inList));
  const commits = change.inner.flatMap((inner) => inCommit(inner, index, placeOf(inner.id)));
  const own = { change: index, commit: id, kind: 'own', place: whole } as const;
  const said = ownStatements({ message, title, own, isAlone: change.inner.length === 0, place: placeOf(id) });
  return { index, id, pullRequest, statements: withoutDoubles([...commits, ...listed, ...said]) };
}

/** A squash has the description in its body already. */
const parseTitle = (
  { title, description }: Pick<MergedPullRequest, 'title' | 'description'>,
  body: string,
): ParsedMessage => parseMessage(title, body.includes(description) ? '' : description);

function inCommit({ id, subject, body }: CommitText, change: number, place: string): readonly Statement[] {
  const message = parseMessage(subject, body);
  const where = { change, commit: id, kind: 'inner', place } as const;
  return [...message.inner, message].map((headline) => statementOf(headline, where));
}

type Where = Omit<Statement, keyof Headline>;

/** Only what counts of a message: ten thousands of them are held at once. */
function statementOf(headline: Headline, { change, commit, kind, place }: Where): Statement {
  const { subject, type, scope, breaking, description, reverts } = headline;
  return { subject, type, scope, breaking, description, reverts, change, commit, kind, place };
}

interface Said {
  readonly message: ParsedMessage;
  readonly title: ParsedMessage | undefined;
  readonly own: Where;
  /** The change has no inner commits. */
  readonly isAlone: boolean;
  /** Of the commit. */
  readonly place: string;
}

function ownStatements({ message, title, own, isAlone, place }: Said): readonly Statement[] {
  const inMessage = statementOf(message, own);
  if (title === undefined) return [inMessage];
  const inTitle = statementOf(title, own);
  if (subjectKey(title.subject) === subjectKey(message.subject)) return [join([inMessage, inTitle])];
  // After a rebase the message is that of the last commit only; after a merge or a squash it stands for all of them.
  const isWhole = isAlone || message.pullRequests.length > 0;
  return [isWhole ? inMessage : { ...inMessage, kind: 'inner', place }, inTitle];
}

/** A message and the title of its pull request that say the same, with the bodies of both. */
const join = (said: readonly Statement[]): Statement =>
  said.reduce((one, other) => ({
    ...one,
    breaking: one.breaking || other.breaking,
    reverts: joinReverts([one.reverts, other.reverts]),
  }));

/** What is said twice (a body that repeats the title, commits listed and present) is said by the last of them. */
function withoutDoubles(statements: readonly Statement[]): readonly Statement[] {
  if (statements.length < 2) return statements;
  const last = new Map<string, Statement>();
  for (const statement of statements) {
    const key = `${subjectKey(statement.subject)}\n${statement.reverts?.commits.join() ?? ''}`;
    const earlier = last.get(key);
    last.delete(key);
    last.set(key, earlier?.breaking ? { ...statement, breaking: true } : statement);
  }
  return [...last.values()];
}

/** True when a change does nothing but take things back. */
export const isRevert = ({ statements }: Told): boolean =>
  statements.some(({ kind }) => kind === 'own') && statements.filter(({ kind }) => kind === 'own').every(isPureRevert);
