import { parseArgs } from 'node:util';
import { envName } from './env-name.ts';
import type { Endpoint, VariableValue } from './task-step.ts';

export const taskHelp = `npm run task -- NAME [input=value ...] [options]

Runs the built task dist/tasks/NAME as the Azure Pipelines agent would, against a running sandbox or anything else.

  --variable NAME=VALUE     a job variable, as System.CollectionUri=http://127.0.0.1:8080/acme/
  --secret NAME[=VALUE]     a secret variable; without a value it is read from the environment, System.AccessToken
                            from SYSTEM_ACCESSTOKEN
  --connection NAME=URL[,KEY=VALUE ...]
                            a service connection, which an input names: token=..., or username=...,password=...;
                            data.KEY=... is a field of its data; every other key is a parameter of its authorization
  --sources DIR             Build.SourcesDirectory; an empty folder when left out
  --work DIR                the agent's work folder, kept; a temporary one, removed, when left out
  --tasks DIR               where the built tasks are (dist/tasks)
  --node 20|24              the Node that runs it; chosen as the agent does when left out
  --timeout SECONDS         the step's timeout
  --debug                   shows the task's debug lines
  --help

Connections can stand in the environment instead, so that no token shows among the processes:
SLIPWAY_CONNECTION_NAME=URL,KEY=VALUE,... is the connection "name". The connection to Azure DevOps itself is made of
System.CollectionUri and System.AccessToken.

  npm run task -- AIReview pullRequestId=7 claudeConnection=claude --sources ../my-service \\
    --variable System.CollectionUri=https://dev.azure.com/acme/ --variable System.TeamProject=Shop \\
    --variable Build.BuildId=1 --secret System.AccessToken=TOKEN \\
    --connection claude=https://api.anthropic.com,token=KEY

Ctrl+C cancels the job. Exit status: 0 when the task succeeded (also with issues) or was skipped, 1 when it failed or
was cancelled, 2 when this could not be understood.
`;

export class UsageError extends Error {}

export interface TaskCommandLine {
  readonly help: boolean;
  readonly name: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, VariableValue>>;
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  readonly node?: 20 | 24;
  readonly timeoutMs?: number;
  readonly sources?: string;
  readonly work?: string;
  readonly tasks: string;
}

const options = {
  variable: { type: 'string', multiple: true },
  secret: { type: 'string', multiple: true },
  connection: { type: 'string', multiple: true },
  sources: { type: 'string' },
  work: { type: 'string' },
  tasks: { type: 'string', default: 'dist/tasks' },
  node: { type: 'string' },
  timeout: { type: 'string' },
  debug: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads `npm run task`'s arguments. Throws UsageError. */
export function parseTaskCommandLine(args: readonly string[], env: Environment): TaskCommandLine {
  const { values, positionals } = parse(args);
  const [name = '', ...inputs] = positionals;
  if (name === '' && !values.help) throw new UsageError('Which task? The first argument is its name.');
  const variables: Record<string, VariableValue> = {
    ...record(values.variable ?? [], (value) => ({ value })),
    ...secretsOf(values.secret ?? [], env),
    ...(values.debug ? { 'System.Debug': { value: 'true' } } : {}),
  };
  return {
    help: values.help,
    name,
    inputs: record(inputs, (value) => value),
    variables,
    endpoints: {
      ...systemConnection(variables),
      ...connectionsOf(env),
      ...record(values.connection ?? [], parseConnection),
    },
    tasks: values.tasks,
    ...(values.sources === undefined ? {} : { sources: values.sources }),
    ...(values.work === undefined ? {} : { work: values.work }),
    ...(values.node === undefined ? {} : { node: nodeOf(values.node) }),
    ...(values.timeout === undefined ? {} : { timeoutMs: millisecondsOf(values.timeout) }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function record<T>(pairs: readonly string[], valueOf: (text: string) => T): Record<string, T> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name, value] = splitPair(pair);
      if (value === undefined) throw new UsageError(`"${name}" has no value: write ${name}=VALUE.`);
      return [name, valueOf(value)];
    }),
  );
}

function splitPair(pair: string): [name: string, value: string | undefined] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair, undefined] : [pair.slice(0, at), pair.slice(at + 1)];
}

function secretsOf(pairs: readonly string[], env: Environment): Record<string, VariableValue> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name, given] = splitPair(pair);
      const value = given ?? env[envName(name)];
      if (value === undefined) throw new UsageError(`The secret ${name} has no value: set ${envName(name)}.`);
      return [name, { value, secret: true }];
    }),
  );
}

/** Reads `URL,key=value,...` as a service connection. */
function parseConnection(text: string): Endpoint {
  const [url = '', ...pairs] = text.split(/,(?=[A-Za-z.]+=)/);
  if (!URL.canParse(url)) throw new UsageError(`"${url}" is not the URL of a service connection.`);
  const parameters: Record<string, string> = {};
  const data: Record<string, string> = {};
  for (const pair of pairs) {
    const [key, value = ''] = splitPair(pair);
    if (key.startsWith('data.')) data[key.slice('data.'.length)] = value;
    else parameters[key === 'token' ? 'apitoken' : key] = value;
  }
  return { url, authorization: { scheme: schemeOf(parameters), parameters }, data };
}

function schemeOf(parameters: Readonly<Record<string, string>>): string {
  if ('apitoken' in parameters) return 'Token';
  return 'username' in parameters ? 'UsernamePassword' : 'None';
}

const connectionPrefix = 'SLIPWAY_CONNECTION_';

function connectionsOf(env: Environment): Record<string, Endpoint> {
  const named = Object.entries(env).filter(([name]) => name.startsWith(connectionPrefix));
  return Object.fromEntries(
    named.map(([name, text = '']) => [name.slice(connectionPrefix.length).toLowerCase(), parseConnection(text)]),
  );
}

function systemConnection(variables: Readonly<Record<string, VariableValue>>): Record<string, Endpoint> {
  const find = (wanted: string) => Object.entries(variables).find(([name]) => name.toLowerCase() === wanted)?.[1].value;
  const url = find('system.collectionuri');
  if (url === undefined) return {};
  const parameters = { AccessToken: find('system.accesstoken') ?? '' };
  return { SYSTEMVSSCONNECTION: { url, authorization: { scheme: 'OAuth', parameters } } };
}

function nodeOf(text: string): 20 | 24 {
  if (text === '20') return 20;
  if (text === '24') return 24;
  throw new UsageError(`--node takes 20 or 24, not "${text}".`);
}

function millisecondsOf(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0)) throw new UsageError(`--timeout takes seconds, not "${text}".`);
  return seconds * 1000;
}
