/**
 * What becomes of a ticket of the release, in the order in which a class is chosen: done and here; here but not done;
 * known elsewhere, but not new here; done, and nowhere to be found; neither done nor begun.
 */
export const TICKET_CLASSES = ['matched', 'shippedNotDone', 'displaced', 'doneNotShipped', 'planned'] as const;
export type TicketClass = (typeof TICKET_CLASSES)[number];

/** Why a ticket is displaced: an earlier release has it, it was picked over, or its commits were taken back. */
export const DISPLACED_REASONS = ['earlier', 'cherryPicked', 'reverted'] as const;
export type DisplacedReason = (typeof DISPLACED_REASONS)[number];

/**
 * What a commit of the range belongs to, in the order in which a class is chosen: a ticket of the release; tickets of
 * other versions only; a key that Jira does not return; none.
 */
export const COMMIT_CLASSES = ['matched', 'outOfScope', 'unknownKey', 'commitsWithoutTicket'] as const;
export type CommitClass = (typeof COMMIT_CLASSES)[number];

/** Where a key was found. */
export const EVIDENCE = [
  'branch',
  'pullRequestTitle',
  'pullRequestDescription',
  'workItemLink',
  'subject',
  'body',
  'trailer',
] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** `clean`: nothing to look at; `findings`: something; `failed`: a rule of `failOn` is broken. */
export const AUDIT_STATUSES = ['clean', 'findings', 'failed'] as const;
export type AuditStatus = (typeof AUDIT_STATUSES)[number];
