/**
 * Git for Windows knows this name too; it does not know the `\\.\nul` that Node calls the null device, and no shell
 * stands between us that could translate it.
 */
const NULL_DEVICE = '/dev/null';

const INHERITED = new Set(['PATH', 'PATHEXT', 'SYSTEMROOT', 'WINDIR', 'TEMP', 'TMP', 'TMPDIR']);

const FIXED = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: NULL_DEVICE,
  GIT_ATTR_NOSYSTEM: '1',
  HOME: '/nonexistent',
  LC_ALL: 'C.UTF-8',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  // Empty means that nothing is asked, and needs no program.
  GIT_ASKPASS: '',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_LAZY_FETCH: '1',
  GIT_LITERAL_PATHSPECS: '1',
} as const;

/**
 * The whole environment of a git process: nothing of ours but the paths a program needs, so no GIT_* variable of the job,
 * no home and no proxy; nothing is asked, run or fetched. Names in any case, as Windows has them.
 */
export function gitEnvironment(
  gitDirectory: string,
  inherited: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  const kept = Object.entries(inherited).filter(
    (pair): pair is [string, string] => INHERITED.has(pair[0].toUpperCase()) && pair[1] !== undefined,
  );
  return { ...Object.fromEntries(kept), ...FIXED, GIT_DIR: gitDirectory };
}

/** Configuration of every call, as `key=value`: it wins over what a repository says. */
export const hardenedConfig: readonly string[] = [
  `core.hooksPath=${NULL_DEVICE}`,
  'core.fsmonitor=false',
  `core.attributesFile=${NULL_DEVICE}`,
  'core.quotePath=true',
  // Beyond this a file is binary to git: nobody reviews it, and it would fill the memory.
  'core.bigFileThreshold=16m',
  'diff.external=',
  'protocol.allow=never',
  'submodule.recurse=false',
  'grep.fallbackToNoIndex=false',
  'safe.directory=*',
  'gc.auto=0',
  'maintenance.auto=false',
];

/** The same as arguments before the command. */
export const hardenedArguments: readonly string[] = hardenedConfig.flatMap((setting) => ['-c', setting]);

/** Adds configuration that must not be seen in the list of processes nor reach a disk. */
export function withSecretConfig(
  environment: Readonly<Record<string, string>>,
  settings: readonly (readonly [string, string])[],
): Record<string, string> {
  const secret: Record<string, string> = { GIT_CONFIG_COUNT: String(settings.length) };
  settings.forEach(([key, value], index) => {
    secret[`GIT_CONFIG_KEY_${index}`] = key;
    secret[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  return { ...environment, ...secret };
}
