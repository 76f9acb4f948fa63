import type * as z from 'zod';
import type { ReleaseAction } from '../../src/release/stage-release.ts';
import type { Inputs } from './inputs.ts';

/** The action with what only it needs; the inputs' rules have seen to it that it is there. */
export function actionOf({ action, environment, from, to, cherryPick }: z.output<typeof Inputs>): ReleaseAction {
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
