import type { ApprovalDecision } from '../pipelines/decide-approval.ts';
import { withDecision, type ApprovalPlace } from '../pipelines/approvals.ts';
import type { ProjectPlace } from '../pipelines/place.ts';
import { approvalProgress, scriptOf } from './check-progress.ts';
import { current } from './checkpoint.ts';
import type { CheckpointDocument, CheckRun } from './documents.ts';

/** The approvals that runs of the project have reached at environments, the oldest first. */
export const environmentApprovals = (place: ProjectPlace): readonly ApprovalPlace[] =>
  place.organisation.checkpoints.all
    .filter(({ projectId }) => projectId === place.project.id)
    .flatMap((checkpoint) => checkpoint.checks.flatMap((check) => approvalPlace(place, checkpoint, check)));

function approvalPlace(place: ProjectPlace, checkpoint: CheckpointDocument, check: CheckRun): readonly ApprovalPlace[] {
  const progress = approvalProgress(check, place.world.clock.now());
  if (!progress || check.settings.kind !== 'approval') return [];
  const { run, stage, environments } = checkpoint;
  const environment = environments.find(({ id }) => id === check.environmentId)?.name ?? '';
  return [
    {
      id: check.id,
      place,
      run: { ...run, pipelineName: place.organisation.pipelines.get(run.pipelineId)?.name ?? '' },
      stage,
      script: scriptOf(check.settings, { environment, timeout: check.timeout }),
      progress,
      decisions: check.decisions,
      save: (decision) => saveDecision(place, checkpoint, { check, decision }),
    },
  ];
}

function saveDecision(
  place: ProjectPlace,
  checkpoint: CheckpointDocument,
  { check, decision }: { readonly check: CheckRun; readonly decision: ApprovalDecision },
): void {
  const latest = current(place, checkpoint);
  const checks = latest.checks.map((one) =>
    one.id === check.id ? { ...one, decisions: withDecision(one.decisions, decision) } : one,
  );
  place.organisation.checkpoints.save({ ...latest, checks });
}
