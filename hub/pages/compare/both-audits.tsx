import { compareAudits, isSameAudit } from '../../../src/audit/compare-audits.ts';
import type { AuditDocument } from '../../../src/audit/audit-document.ts';
import { type AuditAddress, findAudit } from '../../data/audits.ts';
import { HubProblem } from '../../host/hub-problem.ts';
import { useHub } from '../../hub-context.ts';
import { HubLink } from '../../parts/link.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemCard } from '../../parts/problem-card.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { When } from '../../parts/when.tsx';
import { nameAudit } from '../audits/audit-list.ts';
import { parseAuditChoice } from './audit-choice.ts';
import { AuditDifferences } from './audit-differences.tsx';

interface Side {
  readonly address: AuditAddress;
  readonly audit: AuditDocument;
}

/** What two audits say of each other; both are named as in the address. */
export function BothAudits({ left, right }: { readonly left: string; readonly right: string }) {
  const { host, rest } = useHub();
  const project = host.project.name;
  const found = useLoad({ key: JSON.stringify([left, right]), what: 'the two audits' }, (signal) => {
    const load = async (value: string): Promise<Side> => {
      const address = parseAuditChoice(value);
      const audit = address && (await findAudit({ rest, project, signal }, address));
      if (address === undefined || audit === undefined) throw new HubProblem(value, { kind: 'missing', detail: '' });
      return { address, audit };
    };
    return Promise.all([load(left), load(right)]);
  });
  if (found.problem) return <ProblemCard problem={found.problem} retry={found.reload} />;
  if (found.value === undefined) return <Loading what="the two audits" />;
  const [one, other] = found.value;
  const comparison = compareAudits(one.audit, other.audit);
  return (
    <>
      <p>
        Left: <Name side={one} />. Right: <Name side={other} />.
      </p>
      {isSameAudit(comparison) ? (
        <p role="status">There is no difference: the same tickets and commits, every one as it was.</p>
      ) : (
        <AuditDifferences left={one.audit} right={other.audit} comparison={comparison} />
      )}
    </>
  );
}

const Name = ({ side: { address, audit } }: { readonly side: Side }) => (
  <>
    <HubLink to={{ page: 'audits', item: [`${address.run}`, address.name], filters: {} }}>
      <bdi>{nameAudit(audit).slice(0, 200)}</bdi>
    </HubLink>
    , audited <When at={audit.auditedAt} />
  </>
);
