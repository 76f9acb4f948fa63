import type { Waiver } from '../../../src/audit/audit-document.ts';
import { When } from '../../parts/when.tsx';
import { Words } from '../../parts/words.tsx';

/** Who let it pass, why, and until when; nothing where nobody did. */
export const Waived = ({ waiver }: { readonly waiver: Waiver | undefined }) =>
  waiver === undefined ? null : (
    <div>
      Waived by <bdi>{waiver.by}</bdi>
      {waiver.until !== null && (
        <>
          {' until '}
          <When at={waiver.until} />
        </>
      )}
      : <Words text={waiver.why} />
    </div>
  );
