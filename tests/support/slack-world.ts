import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Endpoint, StepRun } from '../../sandbox/agent/task-step.ts';
import type { Interaction } from '../../sandbox/slack/interactions/state.ts';
import type { IssuedApp } from '../../sandbox/slack/setup/new-app.ts';
import type { MessageState } from '../../sandbox/slack/setup/read-messages.ts';
import type { Slack } from '../../sandbox/slack/slack.ts';
import { DecisionDocument } from '../../src/chat/decision-document.ts';
import { type ButtonValue, openValue, signValue } from '../../src/chat/signed-value.ts';
import { createSeal } from '../../src/clients/slack/seal.ts';
import { ReleaseWorld } from './release-world.ts';

export const CHANNEL = 'releases';
/** The default requester of the sandbox's jobs, in Slack too. */
export const REQUESTER = 'Dana Reed';
const KEY = 'the signing key of the whole project';
const PATIENCE_MS = 30_000;
/** Jobs that start together have one ledger to write to. */
const START_MS = 90_000;
const LOOK_MS = 15;

type Inputs = Readonly<Record<string, string>>;
type Over = Parameters<ReleaseWorld['run']>[2] & { readonly job?: string };

const guard = pathToFileURL(path.join(import.meta.dirname, 'no-listening.mjs')).href;

/** Waits for something that another process does; throws with `what` when it never does. */
export async function until<Value>(
  what: string,
  look: () => Value | undefined | Promise<Value | undefined>,
  patienceMs = PATIENCE_MS,
): Promise<Value> {
  const end = Date.now() + patienceMs;
  while (Date.now() < end) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await delay(LOOK_MS);
  }
  throw new Error(`In vain was waited for ${what}.`);
}

/** A job that is under way, with what it has said so far. */
export interface Waiting {
  readonly run: number;
  readonly card: MessageState;
  readonly ended: Promise<StepRun>;
  readonly lines: readonly string[];
}

/** Slack and Azure DevOps with SlackNotify as the agent runs it; it must open no listening socket, ever. */
export class SlackWorld {
  readonly world: ReleaseWorld;
  readonly slack: Slack;
  readonly app: IssuedApp;
  /** Of the channel. */
  readonly channel: string;
  readonly #connections: Record<string, Endpoint>;
  #run = 100;

  private constructor(world: ReleaseWorld) {
    this.world = world;
    this.slack = world.sandbox.slack;
    this.app = this.slack.createApp({ name: 'slipway' });
    for (const realName of ['Mara Novak', 'Omar Haddad']) this.slack.createUser({ realName });
    this.slack.createUser({ realName: REQUESTER, email: 'dana@example.com' });
    const members = ['Mara Novak', 'Omar Haddad', REQUESTER, this.app.appId];
    this.channel = this.slack.createChannel({ name: CHANNEL, members }).id;
    this.#connections = { slack: this.connection() };
  }

  static async start(options: Parameters<typeof ReleaseWorld.start>[0] = {}): Promise<SlackWorld> {
    return new SlackWorld(await ReleaseWorld.start(options));
  }

  stop(name: string): Promise<void> {
    return this.world.stop(`slack-${name}`);
  }

  /** A service connection; `null` leaves a token out. */
  connection(over: Readonly<Record<string, string | null>> = {}): Endpoint {
    const { botToken, appToken } = this.app;
    const all: Readonly<Record<string, string | null>> = { apitoken: botToken, appToken, signingKey: KEY, ...over };
    const parameters = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) as Inputs;
    return { url: this.slack.apiUrl(), authorization: { scheme: 'Token', parameters } };
  }

  webhook(url: string): Endpoint {
    const parameters = { webhookUrl: url };
    return { url: this.world.sandbox.slackService.url, authorization: { scheme: 'None', parameters } };
  }

  /** A channel of its own, with everybody in it; gives its id. */
  newChannel(name: string): string {
    const members = ['Mara Novak', 'Omar Haddad', REQUESTER, this.app.appId];
    return this.slack.createChannel({ name, members }).id;
  }

  /** A number that no run has yet. */
  newRun(): number {
    this.#run += 1;
    return this.#run;
  }

  async notify(inputs: Inputs, { job = 'Job', variables, nodeArguments = [], ...over }: Over = {}): Promise<StepRun> {
    const run = await this.world.run(
      'SlackNotify',
      { slackConnection: 'slack', channel: this.channel, ...inputs },
      {
        fetchDepth: 'none',
        connections: this.#connections,
        buildId: this.newRun(),
        ...over,
        variables: { 'System.JobName': job, ...variables },
        nodeArguments: ['--import', guard, ...nodeArguments],
      },
    );
    if (run.rawOutput.includes('LISTENED')) throw new Error(`SlackNotify opened a listening socket:\n${run.log}`);
    return run;
  }

  post(text: string, inputs: Inputs = {}, over: Over = {}): Promise<StepRun> {
    return this.notify({ template: 'text', text, ...inputs }, over);
  }

  /** Starts a job that asks, and waits for its card. */
  async ask(question: string, inputs: Inputs = {}, over: Over = {}): Promise<Waiting> {
    const run = over.buildId ?? this.newRun();
    const lines: string[] = [];
    const asking = { action: 'ask', question, timeoutMinutes: '5', ...inputs };
    const onLine = (line: string) => {
      lines.push(line);
    };
    const ended = this.notify(asking, { ...over, buildId: run, onLine });
    const early = ended.then(({ log }) => {
      throw new Error(`The job ended before it was answered:\n${log}`);
    });
    const findCard = () => this.findCard(question, inputs['channel']);
    const looking = until(`a card that asks ${question}`, findCard, START_MS);
    const card = await Promise.race([looking, early]);
    early.catch(() => undefined);
    await until('the job to wait', () => lines.some((line) => line.includes('an answer is waited for')) || undefined);
    return { run, card, ended, lines };
  }

  /** Channel messages with their threads; replies are among them. */
  all(channel = this.channel): readonly MessageState[] {
    return this.slack.messages(channel).flatMap((message) => [message, ...message.replies]);
  }

  /** The message with buttons that carry values and whose words have this text. */
  findCard(text: string, channel = this.channel): MessageState | undefined {
    return this.all(channel).find(
      ({ words, buttons }) => words.includes(text) && buttons.some(({ value }) => value !== undefined),
    );
  }

  now({ channelId, ts }: Pick<MessageState, 'channelId' | 'ts'>): MessageState {
    const found = this.all(channelId).find((message) => message.ts === ts);
    if (!found) throw new Error(`There is no message at ${ts}.`);
    return found;
  }

  click(card: MessageState, choice: string, user: string, value?: string): Promise<Interaction> {
    const button = card.buttons.find(({ text }) => text === choice);
    if (!button) throw new Error(`${card.text} has no button ${choice}.`);
    const { actionId } = button;
    const place = { channel: card.channelId, ts: card.ts };
    return this.slack.click({ user, ...place, actionId, ...(value === undefined ? {} : { value, force: true }) });
  }

  /** The value of a card's first button, sealed again with something else in it. */
  reseal(card: MessageState, over: Partial<ButtonValue>, key = KEY): string {
    const opened = openValue(createSeal(KEY), card.buttons[0]?.value ?? '');
    if (opened.kind === 'forged') throw new Error('The button is not ours.');
    return signValue(createSeal(key), { ...opened.value, ...over });
  }

  /** What a user was told privately, the newest last. */
  told(user: string, channel = this.channel): readonly string[] {
    return this.slack.ephemerals(channel, user).map(({ text }) => text);
  }

  /** What was written to Slack and to Azure DevOps so far. */
  get writes(): readonly string[] {
    const slack = this.slack.journal.map(({ method, result }) => `slack ${method} ${result}`);
    return [...slack, ...this.world.writes];
  }

  async decision(run: number, subject = `run-${run}-question`): Promise<DecisionDocument | undefined> {
    const text = await this.world.ledgerFile(`decisions/${run}/${subject}.json`);
    return text === undefined ? undefined : DecisionDocument.parse(JSON.parse(text));
  }
}
