import '../../parts/facts.css';
import type { AuditDocument, AuditRepository } from '../../../src/audit/audit-document.ts';
import type { AuditAddress } from '../../data/audits.ts';
import { artifactsUrl, commitUrl, runUrl } from '../../data/web-links.ts';
import { useHub } from '../../hub-context.ts';
import { HubLink, OutLink } from '../../parts/link.tsx';
import { State } from '../../parts/state.tsx';
import { When } from '../../parts/when.tsx';
import { Words } from '../../parts/words.tsx';
import { formatAuditChoice } from '../compare/audit-choice.ts';
import { tellStatus } from './tell-class.ts';

interface AuditFactsProps {
  readonly audit: AuditDocument;
  readonly address: AuditAddress | undefined;
}

/** What was audited, and what its rules say. */
export function AuditFacts({ audit, address }: AuditFactsProps) {
  const { host } = useHub();
  const { status, auditedAt, fixVersion, range, scope, repositories, rules } = audit;
  const place = { baseUrl: host.baseUrl, project: host.project.name };
  return (
    <dl className="slipway-facts">
      <dt>Verdict</dt>
      <dd>
        <State {...tellStatus(status)} />
        {rules.length > 0 && (
          <ul className="slipway-reasons">
            {rules.map(({ rule, count, waived, broken }) => (
              <li key={rule}>
                <State tone={broken ? 'bad' : 'good'} words={broken ? 'Broken' : 'Kept'} />: <Words text={rule} />,
                there
                {count === 1 ? ' is' : ' are'} {count}
                {waived > 0 && ` and ${waived} waived`}
              </li>
            ))}
          </ul>
        )}
      </dd>
      <dt>Audited</dt>
      <dd>
        <When at={auditedAt} />
      </dd>
      <dt>Version in Jira</dt>
      <dd>
        <Words text={fixVersion} />
      </dd>
      <dt>Range</dt>
      <dd>
        <Words text={range} />
      </dd>
      <dt>Repositories</dt>
      <dd>
        {repositories.map((repository) => (
          <Repository key={repository.name} {...repository} />
        ))}
      </dd>
      {Object.entries(scope).map(([name, value]) => (
        <Scope key={name} name={name} value={value} />
      ))}
      {address && (
        <>
          <dt>Run</dt>
          <dd className="slipway-row">
            <OutLink href={runUrl(place, address.run)}>{address.run}</OutLink>
            <OutLink href={artifactsUrl(place, address.run)}>its files, such as the workbook</OutLink>
            <HubLink to={{ page: 'compare', item: [], filters: { right: formatAuditChoice(address) } }}>
              compare with another audit
            </HubLink>
          </dd>
        </>
      )}
    </dl>
  );
}

const Repository = ({ name, url, branches, from, to }: AuditRepository) => (
  <div>
    <OutLink href={url}>{name.slice(0, 200)}</OutLink>, <Words text={branches.join(', ')} />, from{' '}
    {from === null ? 'the beginning' : <Commit url={url} id={from} />} to <Commit url={url} id={to} />
  </div>
);

const Commit = ({ url, id }: { readonly url: string; readonly id: string }) => (
  <OutLink href={commitUrl({ webUrl: url }, id)}>{id.slice(0, 8)}</OutLink>
);

const Scope = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <>
    <dt>
      <bdi>{name.slice(0, 100)}</bdi>
    </dt>
    <dd>
      <Words text={value} />
    </dd>
  </>
);
