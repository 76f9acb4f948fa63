import type { AuditHead } from '../../../src/audit/audit-document.ts';

type Figures = Pick<AuditHead, 'storiesTotal' | 'storiesWithoutCommits' | 'commitsWithoutTicket' | 'coveragePercent'>;

/** What an audit comes to, in the figures that its task gives as outputs. */
export function AuditFigures({ of }: { readonly of: Figures }) {
  const figures: readonly (readonly [string, string])[] = [
    ['Tickets', `${of.storiesTotal}`],
    ['with commits', `${of.storiesTotal - of.storiesWithoutCommits}`],
    ['without commits', `${of.storiesWithoutCommits}`],
    ['Commits without ticket', `${of.commitsWithoutTicket}`],
    ['Coverage', `${of.coveragePercent} %`],
  ];
  return (
    <dl className="slipway-audit-figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
