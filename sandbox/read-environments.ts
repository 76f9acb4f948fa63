import * as z from 'zod';
import { List, type PageReader } from './page-reader.ts';
import type { EnvironmentView, ProjectAddress, RunState } from './page/runs/run-data.ts';

const Environment = z.object({ id: z.number(), name: z.string(), description: z.string().default('') });
const Check = z.object({
  id: z.number(),
  type: z.object({ name: z.string() }),
  timeout: z.number(),
  settings: z
    .object({
      displayName: z.string().optional(),
      approvers: z.array(z.object({ displayName: z.string() })).default([]),
      minRequiredApprovers: z.number().default(0),
      requesterCannotBeApprover: z.boolean().default(false),
      inputs: z.record(z.string(), z.string()).default({}),
      extendsChecks: z
        .array(z.object({ repositoryName: z.string(), repositoryRef: z.string(), templatePath: z.string() }))
        .default([]),
    })
    .prefault({}),
});
const Deployment = z.object({
  id: z.number(),
  stageName: z.string(),
  jobName: z.string(),
  result: z.string().optional(),
  queueTime: z.string(),
  owner: z.object({ id: z.number(), name: z.string() }),
});

type Check = z.infer<typeof Check>;

const STATES: Readonly<Record<string, RunState>> = {
  succeeded: 'succeeded',
  succeededWithIssues: 'succeededWithIssues',
  failed: 'failed',
  canceled: 'canceled',
  skipped: 'skipped',
};

/** The environments of a project with their checks and what was deployed last. */
export async function readEnvironments(
  reader: PageReader,
  address: ProjectAddress,
): Promise<readonly EnvironmentView[]> {
  const project = { organisation: address.organization, project: address.project };
  const next = 'api-version=7.2-preview.1';
  const found = await reader.findOfProject(project, `pipelines/environments?${next}`, List(Environment));
  return Promise.all(
    (found?.value ?? []).map(async ({ id, name, description }) => {
      const query = `resourceType=environment&resourceId=${id}&$expand=settings&${next}`;
      const records = `pipelines/environments/${id}/environmentdeploymentrecords?top=10&${next}`;
      const [checks, deployments] = await Promise.all([
        reader.findOfProject(project, `pipelines/checks/configurations?${query}`, List(Check)),
        reader.findOfProject(project, records, List(Deployment)),
      ]);
      return {
        id,
        name,
        description,
        checks: (checks?.value ?? []).map((check) => ({ id: check.id, ...sayCheck(check) })),
        deployments: (deployments?.value ?? []).map(({ owner, stageName, jobName, result, queueTime, ...one }) => ({
          id: one.id,
          run: { ...address, id: owner.id },
          runNumber: owner.name,
          stage: stageName,
          job: jobName,
          state: result === undefined ? ('inProgress' as const) : (STATES[result] ?? ('other' as const)),
          at: new Date(queueTime),
        })),
      };
    }),
  );
}

/** A check in words. */
function sayCheck({ type, timeout, settings }: Check): { readonly type: string; readonly text: string } {
  const { approvers, minRequiredApprovers, requesterCannotBeApprover, inputs, displayName, extendsChecks } = settings;
  if (type.name === 'Approval') {
    const names = approvers.map((one) => one.displayName).join(', ');
    const barred = requesterCannotBeApprover ? ', not whoever asked for the run' : '';
    return { type: 'Approval', text: `${minRequiredApprovers} of ${names}${barred}; within ${timeout} minutes` };
  }
  if (type.name === 'Task Check') {
    const criteria = inputs['successCriteria'] ?? '';
    const asked = `${inputs['method'] ?? 'GET'} ${inputs['urlSuffix'] ?? ''}`;
    return { type: displayName ?? 'Invoke REST API', text: criteria === '' ? asked : `${asked} must say ${criteria}` };
  }
  if (type.name === 'ExtendsCheck') {
    const templates = extendsChecks.map(
      (one) => `${one.templatePath} of ${one.repositoryName} at ${one.repositoryRef}`,
    );
    return { type: 'Required template', text: templates.join(', or ') };
  }
  return { type: 'Exclusive lock', text: 'one run at a time' };
}
