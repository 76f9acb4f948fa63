import { Button } from 'azure-devops-ui/Button';
import type { ReactNode } from 'react';

/** That something is not there, or not for this person; it may have come since. */
export const NotThere = ({ children, retry }: { readonly children: ReactNode; readonly retry: () => void }) => (
  <>
    <div role="status">{children}</div>
    <Button text="Try again" onClick={retry} />
  </>
);
