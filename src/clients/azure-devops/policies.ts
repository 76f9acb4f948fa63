import * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import type { PolicyDemand, PolicyEvaluation, Strategy } from '../../release/merge/ports.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';

const MINIMUM_REVIEWERS = 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd';
const MERGE_STRATEGY = 'fa4e907d-c16b-4a4c-9dfa-4916e5d171ab';
const BUILD = '0609b952-1397-4640-95ec-e00a01b2c241';
const STATUS = 'cbdc66da-9728-4af8-aada-9a5a32e4a226';
const COMMENTS = 'c6a1889d-b943-4856-b76f-9e46bb6b0df2';
const WORK_ITEMS = '40e92b44-2fe1-4dd6-b3d8-74a9c21d0c6e';
const REQUIRED_REVIEWERS = 'fd2167ab-b0be-447a-8ec8-39368250530e';

const WireSettings = z.object({
  buildDefinitionId: z.number().nullish(),
  displayName: z.string().nullish(),
  statusName: z.string().nullish(),
  statusGenre: z.string().nullish(),
  minimumApproverCount: z.number().nullish(),
  allowNoFastForward: z.boolean().nullish(),
  allowSquash: z.boolean().nullish(),
  allowRebase: z.boolean().nullish(),
  allowRebaseMerge: z.boolean().nullish(),
  /** The older form of the strategy policy. */
  useSquashMerge: z.boolean().nullish(),
});
type WireSettings = z.infer<typeof WireSettings>;

const WireContext = z.object({ buildId: z.number().nullish(), buildDefinitionName: z.string().nullish() });

const WireEvaluation = z.object({
  status: z.enum(['queued', 'running', 'approved', 'rejected', 'notApplicable', 'broken']).nullish(),
  configuration: z.object({
    isEnabled: z.boolean(),
    isBlocking: z.boolean(),
    isDeleted: z.boolean().nullish(),
    type: z.object({ id: z.string(), displayName: z.string().nullish() }),
    settings: WireSettings.nullish(),
  }),
  // The shape depends on the policy.
  context: z.unknown().optional(),
});
type WireEvaluation = z.infer<typeof WireEvaluation>;
const WireEvaluations = z.object({ value: z.array(WireEvaluation) });

const PAGE = 100;
const MAX_PAGES = 20;

/** Requires "Read". How every enabled policy of the target branch stands for the pull request. */
export async function listPolicyEvaluations(
  client: AzureDevOpsClient,
  { projectId, pullRequestId }: { readonly projectId: string; readonly pullRequestId: number },
): Promise<readonly PolicyEvaluation[]> {
  const found: WireEvaluation[] = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { value } = await client.call(
      {
        operation: "list the pull request's policies",
        path: ['policy', 'evaluations'],
        query: {
          artifactId: `vstfs:///CodeReview/CodeReviewId/${projectId}/${pullRequestId}`,
          $top: PAGE,
          $skip: page * PAGE,
        },
        apiVersion: '7.1-preview.1',
        permission: 'Read',
      },
      WireEvaluations,
    );
    found.push(...value);
    if (value.length < PAGE) return found.filter(isInForce).map(evaluationOf);
  }
  throw new SlipwayError('Azure DevOps does not come to an end of the policies of the pull request.', {
    kind: 'remote',
    code: 'AZURE_DEVOPS_TOO_MANY_PAGES',
    hint: `Run it again. If it stays, the target branch has more policies than the ${PAGE * MAX_PAGES} that are read.`,
  });
}

const isInForce = ({ configuration: { isEnabled, isDeleted } }: WireEvaluation): boolean =>
  isEnabled && isDeleted !== true;

const evaluationOf = (wire: WireEvaluation): PolicyEvaluation => ({
  demand: demandOf(wire),
  isBlocking: wire.configuration.isBlocking,
  // A policy that was not looked at yet has no status.
  status: wire.status ?? 'queued',
});

const SIMPLE: Readonly<Record<string, PolicyDemand>> = {
  [COMMENTS]: { kind: 'comments' },
  [WORK_ITEMS]: { kind: 'workItems' },
  [REQUIRED_REVIEWERS]: { kind: 'requiredReviewers' },
};

function demandOf({ configuration, context }: WireEvaluation): PolicyDemand {
  const { type } = configuration;
  const settings = configuration.settings ?? {};
  switch (type.id.toLowerCase()) {
    case MINIMUM_REVIEWERS:
      return { kind: 'reviewers', approvals: settings.minimumApproverCount ?? 1 };
    case BUILD:
      return buildOf(settings, WireContext.safeParse(context).data);
    case STATUS:
      return { kind: 'status', genre: settings.statusGenre ?? '', name: settings.statusName ?? '' };
    case MERGE_STRATEGY:
      return { kind: 'strategy', allowed: allowedBy(settings) };
    default:
      return SIMPLE[type.id.toLowerCase()] ?? { kind: 'other', name: type.displayName ?? 'a policy' };
  }
}

function buildOf(settings: WireSettings, context: z.infer<typeof WireContext> | undefined): PolicyDemand {
  const names = [settings.displayName, context?.buildDefinitionName];
  const buildId = context?.buildId ?? undefined;
  return {
    kind: 'build',
    name: names.find((name) => typeof name === 'string' && name !== '') ?? 'build validation',
    definitionId: settings.buildDefinitionId ?? undefined,
    ...(buildId === undefined ? {} : { buildId }),
  };
}

function allowedBy(settings: WireSettings): readonly Strategy[] {
  const allowed: readonly (readonly [Strategy, boolean | null | undefined])[] = [
    ['noFastForward', settings.allowNoFastForward],
    ['squash', settings.allowSquash ?? settings.useSquashMerge],
    ['rebase', settings.allowRebase],
    ['semiLinear', settings.allowRebaseMerge],
  ];
  return allowed.filter(([, isAllowed]) => isAllowed === true).map(([strategy]) => strategy);
}
