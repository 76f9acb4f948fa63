import type { Outcome } from '../outcome.ts';
import { claimVersion } from './actions/claim-version.ts';
import { checkComponent } from './ledger/ledger-paths.ts';
import { openRelease } from './actions/open-release.ts';
import { publishRelease } from './actions/publish-release.ts';
import { type NotesForms, notesForms } from './pull-request/release-notes.ts';
import type { ReleaseReport } from './release-report.ts';
import type { ReleaseServices, ReleaseSettings } from './release-services.ts';
import { renderRelease } from './render-release.ts';
import { rollBack } from './actions/roll-back.ts';
import { showRelease } from './actions/show-release.ts';
import { stageChanges } from './actions/stage-changes.ts';
import { stageHotfix } from './actions/stage-hotfix.ts';

/** One action with what only it needs. */
export type ReleaseAction =
  | { readonly kind: 'stage' | 'open' | 'claim' | 'show' }
  | { readonly kind: 'publish'; readonly environment: string | undefined }
  | { readonly kind: 'hotfix'; readonly from: string; readonly cherryPick: readonly string[] }
  | { readonly kind: 'rollback'; readonly to: string; readonly environment: string };

/** StageRelease: does one action on a component's releases. `writeNotes` keeps the notes in a file and gives its name. */
export async function stageRelease(
  services: ReleaseServices,
  settings: ReleaseSettings,
  action: ReleaseAction,
  writeNotes: (notes: NotesForms) => Promise<string>,
): Promise<Outcome> {
  checkComponent(settings.component);
  const report = await act(services, settings, action);
  const { notes, document } = report;
  if (notes === undefined || document === undefined) return renderRelease(action.kind, report, undefined);
  const forms = notesForms(services, settings, document, notes);
  return renderRelease(action.kind, report, { file: await writeNotes(forms), short: forms.slack });
}

function act(services: ReleaseServices, settings: ReleaseSettings, action: ReleaseAction): Promise<ReleaseReport> {
  switch (action.kind) {
    case 'stage':
      return stageChanges(services, settings);
    case 'open':
      return openRelease(services, settings);
    case 'claim':
      return claimVersion(services, settings);
    case 'publish':
      return publishRelease(services, settings, action);
    case 'hotfix':
      return stageHotfix(services, settings, action);
    case 'rollback':
      return rollBack(services, settings, action);
    case 'show':
      return showRelease(services, settings);
  }
}
