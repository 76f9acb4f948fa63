import { readComponent } from '../ledger/ledger.ts';
import { describeChanges, type ReleaseReport } from '../release-report.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { reportOf } from './stage-changes.ts';

const MAX_SHOWN = 20;

/** Prints what is staged and what was released. Reads only. */
export async function showRelease(
  { ledger, log }: Pick<ReleaseServices, 'ledger' | 'log'>,
  settings: ReleaseSettings,
): Promise<ReleaseReport> {
  const { component } = settings;
  const { staging, entry } = await readComponent(ledger, component);
  if (staging === undefined) log.info(`Nothing of ${component} is staged.`);
  else {
    const { version, state, startedAt, changes, next, notReady } = staging;
    log.info(`${component} ${version} is ${state === 'opened' ? 'open' : 'collecting'} since ${startedAt}.`);
    for (const line of describeChanges(changes)) log.info(`  ${line}`);
    for (const reason of notReady) log.info(`  Waits for: ${reason}`);
    if (next !== undefined) log.info(`  For the release after it wait ${next.changes.length}:`);
    for (const line of describeChanges(next?.changes ?? [])) log.info(`    ${line}`);
  }
  for (const release of entry.releases.slice(0, MAX_SHOWN)) {
    const { version, releasedAt, state, tickets } = release;
    log.info(`${version.padEnd(16)} ${releasedAt}  ${state.padEnd(10)}  ${tickets} tickets`);
  }
  const more = entry.releases.length - MAX_SHOWN;
  if (more > 0) log.info(`and ${more} earlier releases.`);
  const staged = staging === undefined ? 'nothing staged' : `${staging.version} ${staging.state}`;
  const summary = `${component}: ${staged}, ${entry.releases.length} released.`;
  return reportOf(settings, staging, { kind: 'succeeded', summary, changed: false });
}
