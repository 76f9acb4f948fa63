import './audits.css';
import '../../parts/layout.css';
import { useState } from 'react';
import type { AuditDocument } from '../../../src/audit/audit-document.ts';
import { useHub } from '../../hub-context.ts';
import { HubLink } from '../../parts/link.tsx';
import { AllAudits } from './all-audits.tsx';
import { AuditView } from './audit-view.tsx';
import { OneAudit } from './one-audit.tsx';

/** What audits of releases found: all of them, one of them, or one from a file. */
export default function AuditsPage() {
  const { route, go } = useHub();
  const [opened, setOpened] = useState<{ readonly name: string; readonly audit: AuditDocument }>();
  const [run, name] = route.item;
  const back = { page: 'audits', item: [], filters: {} } as const;
  if (run !== undefined)
    return (
      <>
        <p>
          <HubLink to={back}>All audits</HubLink>
        </p>
        <OneAudit key={`${run}/${name}`} run={Number(run)} name={name ?? ''} />
      </>
    );
  if (opened === undefined)
    return (
      <AllAudits
        open={(file) => {
          setOpened(file);
          go(back);
        }}
      />
    );
  const close = () => {
    setOpened(undefined);
    go(back);
  };
  return (
    <>
      <p className="slipway-row">
        <span role="status">
          From the file <bdi>{opened.name}</bdi>, which nobody else sees; when this page is read anew, it is gone.
        </span>
        <button type="button" className="slipway-more" onClick={close}>
          Close the file
        </button>
      </p>
      <AuditView audit={opened.audit} />
    </>
  );
}
