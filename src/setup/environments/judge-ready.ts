import type { Finding } from '../finding.ts';
import type { Check, GatePlace, GenericConnection, RestSettings } from './ports.ts';
import { componentOf, connectionOf, readyFaults, READY } from './ready-check.ts';
import { findingOf, type Subject } from './subject.ts';

export interface ReadyCheck extends Check {
  readonly settings: RestSettings;
  readonly component: string;
}

/** The checks that ask whether some release is ready. */
export const readyChecksOf = (checks: readonly Check[], place: GatePlace): readonly ReadyCheck[] =>
  checks.flatMap((check) => {
    const { settings } = check;
    if (settings.kind !== 'rest') return [];
    const component = componentOf(settings, place);
    return component === undefined ? [] : [{ ...check, settings, component }];
  });

/** Whether an environment waits until the release of a component is ready, and for no other component. */
export function judgeReady(
  subject: Subject,
  checks: readonly Check[],
  facts: {
    readonly component: string;
    readonly place: GatePlace;
    readonly connections: readonly GenericConnection[] | undefined;
  },
): Finding {
  const { component, place, connections } = facts;
  const enabled = readyChecksOf(checks, place).filter(({ isEnabled }) => isEnabled);
  const own = enabled.filter((one) => same(one.component, component));
  const foreign = enabled.filter((one) => !same(one.component, component));
  const what = { kind: 'ready', title: `"${READY}" for ${component} on ${subject.name}` } as const;
  if (foreign.length > 0)
    return findingOf(subject, what, {
      faults: [
        `It waits for the release of ${foreign[0]?.component ?? ''}: what ${component} deploys waits for it too.`,
      ],
      status: 'warning',
      seen: '',
      action: `let ${component} deploy to an environment of its own, and name that one in its pipelines`,
    });
  const [check] = own;
  if (check === undefined)
    return findingOf(subject, what, {
      faults: ['There is no such check: a release that is held back is deployed once it is approved.'],
      status: 'warning',
      seen: '',
      action: `add "Invoke REST API" as docs/gates.md shows it, or run this task with setUpEnvironments for this component alone`,
    });
  const connection = connectionOf(check.settings, connections ?? []);
  const faults = readyFaults(check.settings, place, connection);
  const isDark = faults.length === 0 && connection === undefined;
  return findingOf(subject, what, {
    faults: isDark ? ['Where its connection leads cannot be seen.'] : faults,
    status: isDark ? 'unknown' : 'problem',
    seen: `It asks the ledger every ${check.settings.retryInterval} minutes, for ${check.timeout} minutes at most.`,
    action: isDark
      ? 'look that its connection leads to this organisation alone; give the build service the role Reader on it'
      : `open the check "${check.settings.name}" and change it as docs/gates.md shows it`,
  });
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
