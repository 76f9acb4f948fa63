import type { ApprovalSettings, Check, Identity, NewCheck } from './ports.ts';

/** Minutes: from a Friday evening to the Monday morning. */
const TIMEOUT = 4_320;

/** Any one of them approves, but never who started the run. */
export const approvalCheck = (approvers: readonly Identity[]): NewCheck => ({
  timeout: TIMEOUT,
  settings: {
    kind: 'approval',
    approvers: approvers.map(({ id, name }) => ({ id, name })),
    minimum: 1,
    barsRequester: true,
    instructions: 'Slipway asks. The run shows what it is about.',
  },
});

export interface ApprovalCheck extends Check {
  readonly settings: ApprovalSettings;
}

export const isApproval = (check: Check): check is ApprovalCheck => check.settings.kind === 'approval';

/** How many have to approve. */
export const minimumOf = ({ approvers, minimum }: ApprovalSettings): number =>
  minimum === 0 ? approvers.length : minimum;
