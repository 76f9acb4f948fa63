import * as z from 'zod';
import { FINDING_AREAS, FINDING_STATUSES, SETUP_STATUSES } from './finding.ts';

/** The services that a run can be connected to. */
export const CONNECTIONS = ['claude', 'jira', 'slack'] as const;

const ReportedFinding = z.strictObject({
  id: z.string().min(1),
  area: z.enum(FINDING_AREAS),
  status: z.enum(FINDING_STATUSES),
  title: z.string().min(1),
  detail: z.string().min(1),
  remedy: z.string().exactOptional(),
  right: z.string().exactOptional(),
});

/** What SlipwayDoctor found: its report file, and part of the result that it attaches to the run. */
export const SetupReport = z.strictObject({
  schema: z.literal(1),
  status: z.enum(SETUP_STATUSES),
  /** UTC, ISO 8601. */
  lookedAt: z.iso.datetime(),
  project: z.string(),
  repository: z.string(),
  runUrl: z.string(),
  /** Connections that were not given, and so not looked at. */
  notUsed: z.array(z.enum(CONNECTIONS)).readonly(),
  findings: z.array(ReportedFinding).readonly(),
});
export type SetupReport = z.infer<typeof SetupReport>;
