import type * as z from 'zod';
import type { Outcome } from '../../src/outcome.ts';
import type { ReleaseAction } from '../../src/release/stage-release.ts';
import type { Inputs } from './inputs.ts';

type Given = Pick<z.output<typeof Inputs>, 'action' | 'environment' | 'from' | 'to' | 'cherryPick'>;

/** The action with what only it needs; the inputs' rules have seen to it that it is there. */
export function actionOf({ action, environment, from, to, cherryPick }: Given): ReleaseAction {
  switch (action) {
    case 'stage':
    case 'open':
    case 'claim':
    case 'show':
      return { kind: action };
    case 'publish':
      return { kind: action, environment };
    case 'hotfix':
      return { kind: action, from: from ?? '', cherryPick };
    case 'rollback':
      return { kind: action, to: to ?? '', environment: environment ?? '' };
  }
}

/** A run that builds or ends a release carries its version. */
export function runTagsOf(
  { kind, outputs }: Pick<Outcome, 'kind' | 'outputs'>,
  { action, dryRun }: Pick<z.output<typeof Inputs>, 'action' | 'dryRun'>,
): readonly string[] {
  const version = outputs?.['version'] ?? '';
  const releases = action === 'claim' || action === 'publish';
  return releases && !dryRun && kind === 'succeeded' && version !== '' ? ['slipway', `release-${version}`] : [];
}
