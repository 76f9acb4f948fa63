import { endpointEnvironment, type KnownEndpoint } from './endpoints.ts';
import { envName } from './env-name.ts';
import { expandMacros } from './expand-macros.ts';
import type { Variables } from './variables.ts';

/** What a person's machine gives every program; nothing else of the caller's environment reaches a task. */
const basics =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_.*|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|USERPROFILE|USERNAME|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES.*|NUMBER_OF_PROCESSORS|PROCESSOR_.*)$/i;

/** The environment of the agent itself, which its tasks inherit. */
export function agentEnvironment(
  caller: Readonly<Record<string, string | undefined>>,
  additions: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const own = Object.entries(caller).filter((entry): entry is [string, string] => {
    return basics.test(entry[0]) && entry[1] !== undefined;
  });
  return { ...Object.fromEntries(own), ...additions };
}

interface TaskEnvironment {
  readonly agentEnv: Readonly<Record<string, string>>;
  readonly stepEnv: Readonly<Record<string, string>>;
  readonly variables: Variables;
  readonly inputs: ReadonlyMap<string, string>;
  readonly endpoints: readonly KnownEndpoint[];
}

/** The environment of the task's process. What is laid later wins. */
export function taskEnvironment({ agentEnv, stepEnv, variables, inputs, endpoints }: TaskEnvironment) {
  const env: Record<string, string> = { ...agentEnv };
  for (const [name, value] of Object.entries(stepEnv)) {
    const expanded = expandMacros(value.trim(), (key) => variables.get(key));
    if (name.trim() !== '') env[name.trim()] = expandMacros(expanded, (key) => agentEnv[key]);
  }
  const open = variables.all().filter(({ secret }) => !secret);
  const secret = variables.all().filter((variable) => variable.secret);
  for (const { name, value, preserveCase } of open) {
    if (name.toLowerCase() === 'agent.jobstatus') env[name] = value;
    env[envName(name, preserveCase)] = value;
  }
  for (const { name, value, preserveCase } of secret) env[`SECRET_${envName(name, preserveCase)}`] = value;
  env['VSTS_PUBLIC_VARIABLES'] = JSON.stringify(open.map(({ name }) => name));
  env['VSTS_SECRET_VARIABLES'] = JSON.stringify(secret.map(({ name }) => name));
  for (const [name, value] of inputs) env[`INPUT_${envName(name)}`] = value;
  return { ...env, ...endpointEnvironment(endpoints), TF_BUILD: 'True' };
}
