import type { HubWorld } from './hub-world.ts';

interface TimelineRecord {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly state: string;
  readonly result: string | null;
}

const recordsOf = async (world: HubWorld, run: number) =>
  ((await world.request('GET', `build/builds/${run}/timeline`)) as { readonly records: readonly TimelineRecord[] })
    .records;

/** Id of the approval that a run waits for. */
export async function approvalOf(world: HubWorld, run: number): Promise<string> {
  const records = await recordsOf(world, run);
  return records.find(({ type, state }) => type === 'Checkpoint.Approval' && state === 'inProgress')?.id ?? '';
}

/** Waits until a run has ended, and gives its stages with their results. */
export async function stagesOf(world: HubWorld, run: number): Promise<readonly string[]> {
  // A stage that was just decided may not have begun: then there is nothing yet to wait for.
  for (let looks = 0; looks < 500; looks += 1) {
    await world.settled(run);
    const { status } = (await world.request('GET', `build/builds/${run}`)) as { readonly status: string };
    if (status === 'completed') break;
  }
  const stages = (await recordsOf(world, run)).filter(({ type }) => type === 'Stage');
  return stages.map(({ name, state, result }) => `${name} ${result ?? state}`);
}

/** What was decided on an approval. */
export async function decisionsOn(world: HubWorld, id: string): Promise<readonly string[]> {
  const { steps } = (await world.request('GET', `pipelines/approvals/${id}?$expand=steps`)) as {
    readonly steps: readonly { status: string; comment?: string; actualApprover?: { displayName: string } }[];
  };
  return steps.flatMap(({ status, comment, actualApprover }) =>
    actualApprover ? [`${status} by ${actualApprover.displayName}: ${comment ?? ''}`] : [],
  );
}

/** The approvals of a project where very many wait, as the service answers. */
export const manyApprovals = (count: number): readonly object[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    status: 'pending',
    createdOn: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
    minRequiredApprovers: 1,
    permissions: 'update',
    instructions: 'Look first. '.repeat(20),
    steps: [0, 1, 2].map((one) => ({
      assignedApprover: { id: `p${one}`, displayName: `Person ${one}` },
      status: 'pending',
    })),
    pipeline: { name: `pipeline-${index}`, owner: { id: index + 1, name: `run ${index}` } },
  }));
