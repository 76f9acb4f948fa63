import { Words } from '../../parts/words.tsx';

/** Why a release is not ready; nothing where it is. */
export function Reasons({ reasons }: { readonly reasons: readonly string[] }) {
  if (reasons.length === 0) return null;
  return (
    <ul className="slipway-reasons" aria-label="Why it is not ready">
      {reasons.map((reason) => (
        <li key={reason}>
          <Words text={reason} />
        </li>
      ))}
    </ul>
  );
}
