import { useId, useState } from 'react';
import { parseAuditFile } from '../../../src/audit/parse-audit.ts';
import type { AuditDocument } from '../../../src/audit/audit-document.ts';
import { understand } from '../../data/audits.ts';
import { asProblem, type HubProblem } from '../../host/hub-problem.ts';
import { ProblemCard } from '../../parts/problem-card.tsx';

/** Nothing that ReleaseAudit writes is larger; what is would only make the page stand still. */
const MOST_BYTES = 64 * 1024 * 1024;

export interface OpenFileProps {
  readonly open: (file: { readonly name: string; readonly audit: AuditDocument }) => void;
}

/** Opens the JSON file of an audit from this computer; it is not sent anywhere. */
export function OpenFile({ open }: OpenFileProps) {
  const id = useId();
  const [problem, setProblem] = useState<HubProblem>();
  const read = async (file: File) => {
    const what = file.name.slice(0, 200);
    try {
      if (file.size > MOST_BYTES) throw new Error(`It has ${file.size} bytes, which no audit has.`);
      const text = await file.text();
      open({ name: what, audit: understand(what, () => parseAuditFile(text, what)) });
    } catch (error) {
      setProblem(asProblem(error, what));
    }
  };
  return (
    <div className="slipway-field slipway-audit-file">
      <label htmlFor={id}>Open an audit from a JSON file</label>
      <input
        id={id}
        type="file"
        accept=".json,application/json"
        onChange={({ target }) => {
          setProblem(undefined);
          const [file] = target.files ?? [];
          if (file) void read(file);
          // The same file may be chosen again once it was mended.
          target.value = '';
        }}
      />
      {problem && <ProblemCard problem={problem} />}
    </div>
  );
}
