import { createHash } from 'node:crypto';

/** Issue property and label that a ticket is born with; renaming one orphans what is there. */
export const PROPERTY = 'slipway.change';
export const LABEL = 'slipway';

/** The longest that a remote link takes. */
const MAX_GLOBAL_ID = 255;

/** A global id as Jira takes it: a longer one is replaced by its hash, the same each time. */
export const globalIdOf = ({ globalId }: { readonly globalId: string }): string =>
  globalId.length <= MAX_GLOBAL_ID ? globalId : `slipway:${createHash('sha256').update(globalId).digest('hex')}`;
