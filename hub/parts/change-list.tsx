import './change-list.css';
import { useLayoutEffect, useRef, useState } from 'react';
import type { LedgerChange, LedgerTicket } from '../../src/release/ledger/ledger-documents.ts';
import { commitUrl, pullRequestUrl, type RepositoryAddress } from '../data/web-links.ts';
import { OutLink } from './link.tsx';
import { When } from './when.tsx';
import { Words } from './words.tsx';

/** The others come when asked for. */
export const CHANGES_AT_FIRST = 30;

/** Changes of a release: what each is, where it came from, its tickets, and why it moves the version as it does. */
export function ChangeList({
  changes,
  repository,
}: {
  readonly changes: readonly LedgerChange[];
  readonly repository: RepositoryAddress;
}) {
  const [all, setAll] = useState(false);
  const shown = all ? changes : changes.slice(0, CHANGES_AT_FIRST);
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    // Whoever asked for more goes on reading there: the button is gone.
    if (all) list.current?.querySelector<HTMLElement>(':scope > [tabindex]')?.focus();
  }, [all]);
  return (
    <>
      <ul ref={list} className="slipway-changes">
        {shown.map((change, index) => (
          <li
            tabIndex={index === CHANGES_AT_FIRST ? -1 : undefined}
            key={`${change.pullRequest ?? change.commit ?? ''} ${index}`}
          >
            <Change change={change} repository={repository} />
          </li>
        ))}
      </ul>
      {shown.length < changes.length && (
        <button type="button" className="slipway-more" onClick={() => setAll(true)}>
          Show all {changes.length} changes
        </button>
      )}
    </>
  );
}

function Change({
  change: { title, pullRequest, commit, author, mergedAt, tickets, bump, because },
  repository,
}: {
  readonly change: LedgerChange;
  readonly repository: RepositoryAddress;
}) {
  return (
    <>
      <div className="slipway-change-title">
        <Words text={title} />
      </div>
      <div className="slipway-quiet">
        {pullRequest !== null && (
          <>
            <OutLink href={pullRequestUrl(repository, pullRequest)}>Pull request {pullRequest}</OutLink>
            {' · '}
          </>
        )}
        {commit !== null && (
          <>
            <OutLink href={commitUrl(repository, commit)}>{commit.slice(0, 8)}</OutLink>
            {' · '}
          </>
        )}
        <bdi>{author}</bdi> · <When at={mergedAt} />
      </div>
      {tickets.length > 0 && (
        <ul className="slipway-tickets" aria-label="Tickets">
          {tickets.map((ticket) => (
            <li key={ticket.key}>
              <Ticket ticket={ticket} />
            </li>
          ))}
        </ul>
      )}
      <div>
        <span className="slipway-bump">{bump}</span> <Words text={reasonOf(bump, because)} />
      </div>
    </>
  );
}

/** The ledger's reason begins with the step, which stands beside it already. */
const reasonOf = (bump: LedgerChange['bump'], because: string): string =>
  because.startsWith(`${bump}: `) ? because.slice(bump.length + 2) : because;

function Ticket({ ticket: { key, title, url, status, statusAt } }: { readonly ticket: LedgerTicket }) {
  return (
    <>
      <OutLink href={url}>{key}</OutLink> {title !== null && <Words text={title} />}
      {status !== null && (
        <span className="slipway-quiet">
          {' – '}
          <bdi>{status}</bdi>
          {statusAt !== null && (
            <>
              {', '}
              <When at={statusAt} />
            </>
          )}
        </span>
      )}
    </>
  );
}
