/** What became of the one ref of a push; undefined when the server did not say. */
export type PushReport =
  | { readonly kind: 'done' }
  /** `local`: we did not ask the server, because the ref is not where it should be. */
  | { readonly kind: 'refused'; readonly local: boolean; readonly reason: string };

/** Reads what `git push --porcelain` prints for `ref`: `<flag>\t<from>:<to>\t<summary> (<reason>)`. */
export function parsePush(output: string, ref: string): PushReport | undefined {
  for (const line of output.split('\n')) {
    const [flag = '', names = '', summary = ''] = line.split('\t');
    if (!names.endsWith(`:${ref}`)) continue;
    if (flag !== '!') return { kind: 'done' };
    // Servers choose the reason, at any length.
    const [, where = '', reason = ''] = /^\[([^\]]*)\] ?(?:\((.*)\))?$/s.exec(summary.trim()) ?? [];
    // The server took all the rest and said nothing of this one.
    if (where === 'remote failure') return undefined;
    return { kind: 'refused', local: where === 'rejected', reason: reason === '' ? summary.trim() : reason };
  }
  return undefined;
}
