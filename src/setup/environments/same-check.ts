import type { Check, NewCheck } from './ports.ts';

/** Whether a check asks just what another one does. What the service adds to its inputs does not count. */
export function isSameCheck({ settings, timeout }: Pick<Check, 'settings' | 'timeout'>, wanted: NewCheck): boolean {
  const other = wanted.settings;
  if (timeout !== wanted.timeout) return false;
  if (settings.kind === 'approval' && other.kind === 'approval')
    return (
      settings.minimum === other.minimum &&
      settings.barsRequester === other.barsRequester &&
      idsOf(settings.approvers) === idsOf(other.approvers)
    );
  if (settings.kind !== 'rest' || other.kind !== 'rest') return false;
  return (
    settings.name === other.name &&
    settings.retryInterval === other.retryInterval &&
    Object.entries(other.inputs).every(([name, value]) => (settings.inputs[name] ?? '') === value)
  );
}

const idsOf = (approvers: readonly { readonly id: string }[]): string =>
  approvers
    .map(({ id }) => id.toLowerCase())
    .toSorted()
    .join(' ');

/**
 * The checks that an identity has made although the same one was there: two runs at once, or one whose answer was lost. The
 * oldest of them stays, so that all who look take the same ones for doubles.
 */
export const doublesOf = (checks: readonly Check[], selfId: string): readonly Check[] =>
  checks.filter((check) => {
    const { id, createdById, settings, timeout, isEnabled } = check;
    if (createdById.toLowerCase() !== selfId.toLowerCase() || !isEnabled) return false;
    if (settings.kind !== 'approval' && settings.kind !== 'rest') return false;
    return checks.some((other) => other.id < id && other.isEnabled && isSameCheck(other, { settings, timeout }));
  });
