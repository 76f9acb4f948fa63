import type { Approval, ApprovalStep } from '../../../hub/host/approvals.ts';

export const ADA = { id: 'ada-id', name: 'Ada', isGroup: false };
export const MARA = { id: 'mara-id', name: 'Mara', isGroup: false };
export const RELEASERS = { id: 'group-id', name: 'Releasers', isGroup: true };

export const someStep = (step: Partial<ApprovalStep> = {}): ApprovalStep => ({
  approver: MARA,
  by: undefined,
  status: 'waiting',
  comment: '',
  at: '2026-03-01T10:00:00Z',
  until: '',
  ...step,
});

/** Waits for Mara, who may decide it. */
export const someApproval = (approval: Partial<Approval> = {}): Approval => ({
  id: 'a1',
  status: 'pending',
  steps: [someStep()],
  needed: 1,
  inOrder: false,
  blocked: [],
  instructions: '',
  createdAt: '2026-03-01T10:00:00Z',
  changedAt: '2026-03-01T10:00:00Z',
  mayDecide: true,
  run: { id: 7, name: '20260301.1' },
  pipeline: 'release',
  ...approval,
});
