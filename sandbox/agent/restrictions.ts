import type { TaskRestrictions } from './task-definition.ts';

const allowedWhenRestricted = new Set([
  ...['logdetail', 'logissue', 'complete', 'setprogress', 'setsecret', 'setvariable', 'debug', 'settaskvariable'].map(
    (event) => `task.${event}`,
  ),
  'task.prependpath',
  'telemetry.publish',
]);

/** Whether task.json's restrictions let a command run; `name` is `area.event` in lower case, without aliases. */
export function isCommandAllowed(name: string, restrictions: TaskRestrictions | undefined): boolean {
  if (restrictions?.commands?.mode?.toLowerCase() !== 'restricted') return true;
  return allowedWhenRestricted.has(name);
}

/** Whether task.json lets its task set a variable. Of minimatch's patterns, `*` and `?`. */
export function isVariableAllowed(name: string, restrictions: TaskRestrictions | undefined): boolean {
  const allowed = restrictions?.settableVariables?.allowed;
  return allowed === undefined || allowed.some((pattern) => patternOf(pattern).test(name));
}

/** A wildcard at the start does not stand for a dot. */
function patternOf(pattern: string): RegExp {
  const body = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  return new RegExp(`^${/^[*?]/.test(pattern) ? '(?!\\.)' : ''}${body}$`, 'i');
}
