/** Replaces each `$(name)` that `find` knows. What was put in is not looked at again; unknown macros stay. */
export function expandMacros(text: string, find: (name: string) => string | undefined): string {
  let value = text;
  let from = 0;
  for (;;) {
    const start = value.indexOf('$(', from);
    const end = start < 0 ? -1 : value.indexOf(')', start + 2);
    if (end < 0) return value;
    const name = value.slice(start + 2, end);
    const found = name === '' ? undefined : find(name);
    if (found === undefined) {
      from = start + 1;
    } else {
      value = value.slice(0, start) + found + value.slice(end + 1);
      from = start + found.length;
    }
  }
}
