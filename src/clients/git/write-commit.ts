import type { NewCommit } from '../../release/ports.ts';
import { captureGit } from './capture-git.ts';
import { objectId } from './object-id.ts';
import type { ReleaseStore } from './release-store.ts';
import { runGit } from './run-git.ts';

const NAME = 'Slipway';
const EMAIL = 'slipway@noreply.invalid';

/** Author and committer of a commit without a moment of its own. */
export const OURSELVES = identityOf({ name: NAME, email: EMAIL, date: '@0 +0000' });

interface Person {
  readonly name: string;
  readonly email: string;
  /** As git stores it: seconds and offset. */
  readonly date: string;
}

function identityOf(author: Person, committer: Person = author): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: author.date,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
    GIT_COMMITTER_DATE: committer.date,
  };
}

/** Stores a commit and gives its id: the same for the same input. Throws TypeError for a moment that is none. */
export async function writeCommit({ store }: ReleaseStore, commit: NewCommit): Promise<string> {
  const { tree, parents, message, at, authorOf } = commit;
  const seconds = Math.floor(Date.parse(at) / 1000);
  if (!Number.isFinite(seconds)) throw new TypeError('Not a moment.');
  const ourselves = { name: NAME, email: EMAIL, date: `@${seconds} +0000` };
  const author = authorOf === undefined ? ourselves : await readAuthor(store, objectId(authorOf), ourselves);
  const args = ['commit-tree', ...parents.flatMap((parent) => ['-p', objectId(parent)]), '-F', '-', objectId(tree)];
  const { stdout } = await captureGit(store, args, {
    // Git refuses a NUL.
    input: Buffer.from(`${message.replaceAll('\0', '').trimEnd()}\n`, 'utf8'),
    env: identityOf(author, ourselves),
  });
  return objectId(stdout.toString('latin1').trim());
}

async function readAuthor(store: ReleaseStore['store'], commit: string, otherwise: Person): Promise<Person> {
  const format = '--format=%an%x00%ae%x00%ad';
  const text = await runGit(store, ['log', '-1', '--no-show-signature', '--date=raw', format, commit, '--']);
  const [name = '', email = '', date = ''] = text.replace(/\n$/, '').split('\0');
  // Git refuses an empty name and one of punctuation only; other programs have stored them.
  const usable = (part: string) => /[\p{L}\p{N}]/u.test(part);
  const person = { name: usable(name) ? name : usable(email) ? email : 'unknown', email };
  return { ...person, date: /^\d+ [+-]\d{4}$/.test(date) ? `@${date}` : otherwise.date };
}
