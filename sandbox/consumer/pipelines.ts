import type { Endpoint } from '../agent/task-step.ts';
import type { AzureDevOps, SandboxRepository } from '../azure-devops/azure-devops.ts';

/** The environments whose approvals are the gates of the documents. */
export const GATES = ['slipway-merge', 'slipway-release', 'slipway-release-merge', 'Sandbox', 'Production'] as const;

/** What stands where the sample of the documents builds the consumer's own way. */
export const BUILD_STEPS = [
  {
    script: 'git rev-parse HEAD | tee built.txt && cp built.txt .azure/deploy.sh "$(Build.ArtifactStagingDirectory)"',
    displayName: 'Build',
  },
];

/** What the sample of the documents deploys with, by path. */
export const DEPLOY_FILE = [
  '.azure/deploy.sh',
  'echo "Deployed $2 to $1 from $(cat "$(dirname "$0")/built.txt")"\n',
] as const;

/** Where the file of a pipeline lies. */
export const yamlPathOf = (name: string): string => `.azure/${name}.yml`;

interface Gates {
  readonly organisation: string;
  readonly project: string;
  /** Display names; one of them is enough, and nobody approves what they asked for. */
  readonly approvers: readonly string[];
  /** Those with an approval; all of them when left out. */
  readonly gates?: readonly string[];
}

/** Creates the environments, with their approvals. */
export function createGates(
  azureDevOps: AzureDevOps,
  { organisation, project, approvers, gates = GATES }: Gates,
): void {
  for (const environment of GATES) {
    azureDevOps.createEnvironment({ organisation, project, name: environment });
    if (!gates.includes(environment)) continue;
    azureDevOps.createApprovalCheck({
      ...{ organisation, project, environment },
      approvers: approvers.map((displayName) => ({ displayName })),
      minRequiredApprovers: 1,
      requesterCannotBeApprover: true,
    });
  }
}

interface Pipelines {
  readonly names: Iterable<string>;
  /** Of the built tasks. */
  readonly tasksFolder: string;
  /** Service connections by name. */
  readonly connections: Readonly<Record<string, Endpoint>>;
  /** The secret variable that release.yml may relay approvals with. */
  readonly approvalToken: string;
}

/** A pipeline for each file; gives their numbers by name. */
export function createPipelines(
  azureDevOps: AzureDevOps,
  repository: SandboxRepository,
  { names, tasksFolder, connections, approvalToken }: Pipelines,
): ReadonlyMap<string, number> {
  const variables = { approvalToken: { value: approvalToken, isSecret: true } };
  return new Map(
    [...names].map((name) => {
      const pipeline = { ...repository, name, yamlPath: yamlPathOf(name), tasksFolder, connections, variables };
      return [name, azureDevOps.createYamlPipeline(pipeline).id];
    }),
  );
}

/** Pull requests into a branch need a run of the pipeline. */
export const requireValidation = (
  azureDevOps: AzureDevOps,
  repository: SandboxRepository,
  { branch, pipeline }: { readonly branch: string; readonly pipeline: number },
): number =>
  azureDevOps.setPolicy(repository, {
    type: 'build',
    branch,
    settings: { buildDefinitionId: pipeline, queueOnSourceUpdateOnly: true },
  });
