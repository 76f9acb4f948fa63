import { cutName } from './cut-name.ts';
import type { ApprovalRow } from './plan-approvals.ts';

/** Which version is let through, as far as it is known. */
export function ReleasedWords({ row: { release } }: { readonly row: ApprovalRow }) {
  const { version, component } = release ?? {};
  if (version === undefined) return null;
  return (
    <span className="slipway-fact">
      {'Version '}
      <b dir="auto">{cutName(version)}</b>
      {component !== undefined && (
        <>
          {' of '}
          <bdi>{cutName(component)}</bdi>
        </>
      )}
    </span>
  );
}
