import type { FoundIdentity, Identity } from './ports.ts';

/** Who may approve, and what was written that is nobody, or more than one. */
export interface Approvers {
  readonly identities: readonly Identity[];
  /** Each as a sentence. */
  readonly problems: readonly string[];
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Takes each text with what a search gave for it. Only an exact match counts: nobody approves because of a prefix. */
export function resolveApprovers(
  searched: readonly { readonly text: string; readonly found: readonly FoundIdentity[] }[],
): Approvers {
  const identities = new Map<string, Identity>();
  const problems: string[] = [];
  for (const { text, found } of searched) {
    const exact = distinct(found.filter((one) => isMeant(one, text)));
    const usable = exact.filter(({ isActive, kind }) => isActive && kind !== 'service');
    const [only] = usable;
    if (only !== undefined && usable.length === 1) identities.set(only.id.toLowerCase(), identityOf(only));
    else problems.push(problemOf(text, exact, usable));
  }
  return { identities: [...identities.values()], problems };
}

const identityOf = ({ id, name, account, kind }: FoundIdentity): Identity => ({ id, name, account, kind });

const distinct = (found: readonly FoundIdentity[]): readonly FoundIdentity[] => [
  ...new Map(found.map((one) => [one.id.toLowerCase(), one])).values(),
];

/** A group is also found by its name without the `[project]\` before it. */
function isMeant({ id, kind, names }: FoundIdentity, text: string): boolean {
  if (same(id, text) || names.some((name) => same(name, text))) return true;
  return kind === 'group' && names.some((name) => same(name.replace(/^\[[^\]]*\]\\/, ''), text));
}

function problemOf(text: string, exact: readonly FoundIdentity[], usable: readonly FoundIdentity[]): string {
  const quoted = `"${text}"`;
  if (usable.length > 1) {
    const some = usable
      .slice(0, 3)
      .map(({ name, account, id }) => `${name}${account === '' ? '' : ` ${account}`} (${id})`);
    return `${quoted} is ${usable.length} identities: ${some.join(', ')}${usable.length > 3 ? ', ...' : ''}.`;
  }
  if (exact.some(({ kind }) => kind === 'service')) return `${quoted} is a service, which cannot approve.`;
  return exact.length > 0
    ? `${quoted} is no longer active in this organisation.`
    : `${quoted} is nobody in this organisation.`;
}
