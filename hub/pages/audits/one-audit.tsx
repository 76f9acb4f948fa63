import { findAudit, nameOf } from '../../data/audits.ts';
import { useHub } from '../../hub-context.ts';
import { Loading } from '../../parts/loading.tsx';
import { NotThere } from '../../parts/not-there.tsx';
import { ProblemCard } from '../../parts/problem-card.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { AuditView } from './audit-view.tsx';

/** An audit by its address. */
export function OneAudit({ run, name }: { readonly run: number; readonly name: string }) {
  const { host, rest } = useHub();
  const project = host.project.name;
  const address = { run, name };
  const { value, problem, loading, reload } = useLoad(
    { key: `${run}/${name}`, what: nameOf(address) },
    async (signal) => ({
      audit: Number.isSafeInteger(run) && run > 0 ? await findAudit({ rest, project, signal }, address) : undefined,
    }),
  );
  return (
    <>
      {problem && <ProblemCard problem={problem} retry={reload} />}
      {value === undefined && loading && <Loading what="the audit" />}
      {value !== undefined && value.audit === undefined && (
        <NotThere retry={reload}>
          There is no such audit: its run was deleted, has no audit of this name, or may not be seen by you.
        </NotThere>
      )}
      {value?.audit && <AuditView audit={value.audit} address={address} />}
    </>
  );
}
