import type {
  ChangeMark,
  FieldValues,
  MoveResult,
  NewTicket,
  ProjectVersion,
  StatusCategory,
  Ticket,
  TicketComment,
  TicketCreator,
  TicketField,
  TicketLink,
  TicketLookup,
  TicketMover,
  TicketStatus,
  TicketType,
  Transition,
  VersionKeeper,
} from '../../src/tickets/ports.ts';

export interface FakeStep {
  readonly id: string;
  readonly name?: string;
  /** Absent: a global transition. */
  readonly from?: string;
  readonly to: string;
  readonly fields?: readonly TicketField[];
  readonly isConditional?: boolean;
  /** A validator's words: the step is offered and refused. */
  readonly refuses?: string;
  /** Where a post-function moves the ticket on to. */
  readonly landsOn?: string;
  /** Keys that are not offered it. */
  readonly hiddenFrom?: readonly string[];
}

export interface FakeWorkflow {
  readonly statuses: readonly TicketStatus[];
  readonly steps: readonly FakeStep[];
}

export const status = (id: string, name: string, category: StatusCategory): TicketStatus => ({ id, name, category });

/** Thrown in place of an answer, after a write was done: the process died. */
export class Killed extends Error {}

/** A tracker in memory: strict about what a workflow offers and what a screen holds, with a journal of writes. */
export class FakeTracker implements TicketMover, TicketCreator {
  readonly writes: string[] = [];
  readonly reads: string[] = [];
  readonly tickets = new Map<string, Ticket>();
  readonly moved = new Map<string, string>();
  /** Statuses that a ticket was in, by first visits; what it is moved to is added. */
  readonly histories = new Map<string, readonly string[]>();
  /** Texts by their ids, of each ticket. */
  readonly comments = new Map<string, Map<string, string>>();
  /** How often a ticket was moved; false tells none of it. */
  readonly visits = new Map<string, number>();
  hasVisits = true;
  readonly links = new Map<string, Map<string, TicketLink>>();
  readonly marks = new Map<string, ChangeMark>();
  readonly projectVersions = new Map<string, ProjectVersion[]>();
  readonly submitted: { readonly key: string; readonly step: string; readonly fields: FieldValues }[] = [];
  readonly created: NewTicket[] = [];
  types: readonly TicketType[] = [{ id: '1', name: 'Story', isSubtask: false }];
  createFields: readonly TicketField[] = [];
  projects: readonly string[] = ['ABC'];
  hasSamples = true;
  showsStatuses = true;
  /** Dies after so many writes. */
  killAfter = Infinity;
  /** Asked before each write. */
  onWrite: (what: string) => void = () => undefined;
  readonly workflow: FakeWorkflow;

  constructor(workflow: FakeWorkflow = { statuses: [status('1', 'To Do', 'toDo')], steps: [] }) {
    this.workflow = workflow;
  }

  add(key: string, statusId: string, over: Partial<Ticket> = {}): Ticket {
    const ticket: Ticket = {
      key,
      project: key.replace(/-.*/, ''),
      title: `Title of ${key}`,
      type: 'Story',
      url: `https://jira.example.com/browse/${key}`,
      status: this.#status(statusId),
      labels: [],
      fixVersions: [],
      ...over,
    };
    this.tickets.set(key, ticket);
    return ticket;
  }

  listProjects = () => Promise.resolve(this.projects);

  readTickets(keys: readonly string[]): Promise<ReadonlyMap<string, TicketLookup>> {
    this.reads.push(`tickets ${keys.join()}`);
    return Promise.resolve(
      new Map(
        keys.map((key): [string, TicketLookup] => {
          const ticket = this.tickets.get(this.moved.get(key) ?? key);
          return [key, ticket ? { kind: 'found', ticket } : { kind: 'unknown' }];
        }),
      ),
    );
  }

  listTransitions(key: string): Promise<readonly Transition[]> {
    this.reads.push(`transitions ${key}`);
    return Promise.resolve(
      this.#offered(key).map((step) => ({
        id: step.id,
        name: step.name ?? `Step ${step.id}`,
        to: this.#status(step.to),
        fields: step.fields ?? [],
        ...(step.isConditional === undefined ? {} : { isConditional: step.isConditional }),
      })),
    );
  }

  readStatusHistory(key: string): Promise<readonly string[]> {
    this.reads.push(`history ${key}`);
    return Promise.resolve(this.histories.get(key) ?? []);
  }

  readVisit = (key: string) => Promise.resolve(this.hasVisits ? String(this.visits.get(key) ?? '') : undefined);

  listStatuses = () => Promise.resolve(this.showsStatuses ? this.workflow.statuses : []);

  sampleTickets: TicketMover['sampleTickets'] = ({ project, type }, statusIds) => {
    this.reads.push(`samples ${statusIds.join()}`);
    const samples = statusIds.flatMap((statusId) => {
      const ticket = [...this.tickets.values()].find(
        (one) => one.project === project && one.type === type && one.status.id === statusId,
      );
      return ticket && this.hasSamples ? [{ key: ticket.key, statusId }] : [];
    });
    return Promise.resolve(samples);
  };

  move(key: string, transition: Transition, fields: FieldValues): Promise<MoveResult> {
    const step = this.#offered(key).find(({ id }) => id === transition.id);
    const ticket = this.#ticket(key);
    if (!step) return Promise.resolve({ kind: 'gone' });
    const missing = step.fields?.find(({ id, required, hasDefault }) => required && !hasDefault && !fields.has(id));
    const alien = [...fields.keys()].find((id) => !step.fields?.some((field) => field.id === id));
    const reason =
      step.refuses ??
      (missing && `${missing.name} is required.`) ??
      (alien && `Field '${alien}' cannot be set. It is not on the appropriate screen, or unknown.`);
    if (reason !== undefined) return Promise.resolve({ kind: 'refused', reason });
    const passed = [ticket.status.id, step.to, step.landsOn ?? step.to];
    this.histories.set(key, [...new Set([...(this.histories.get(key) ?? []), ...passed])]);
    this.tickets.set(key, { ...ticket, status: this.#status(step.landsOn ?? step.to) });
    this.submitted.push({ key, step: step.id, fields });
    this.visits.set(key, (this.visits.get(key) ?? 0) + 1);
    return this.#wrote(`move ${key} ${step.id}`, { kind: 'moved' });
  }

  putComment(key: string, { id, otherIds = [], markdown }: TicketComment): Promise<boolean> {
    const comments = this.comments.get(key) ?? new Map<string, string>();
    const ids = [id, ...otherIds];
    const known = [...comments.keys()].find((one) => one.split(' ').some((mark) => ids.includes(mark)));
    if (known !== undefined && comments.get(known) === markdown) return Promise.resolve(false);
    this.comments.set(key, comments.set(known ?? ids.join(' '), markdown));
    return this.#wrote(`comment ${key}`, true);
  }

  versions: VersionKeeper | undefined = {
    findVersion: (project, name) =>
      Promise.resolve(this.projectVersions.get(project)?.find((one) => one.name.toLowerCase() === name.toLowerCase())),
    createVersion: (project, { name }) => {
      const version = { id: `${project}-${name}`, name, released: false, archived: false };
      this.projectVersions.set(project, [...(this.projectVersions.get(project) ?? []), version]);
      return this.#wrote(`version ${project} ${name}`, version);
    },
    addFixVersion: (key, { name }) => {
      const ticket = this.#ticket(key);
      this.tickets.set(key, { ...ticket, fixVersions: [...new Set([...ticket.fixVersions, name])] });
      return this.#wrote(`fixVersion ${key} ${name}`, undefined);
    },
    releaseVersion: (version, { date }) => {
      for (const [project, versions] of this.projectVersions) {
        const changed = versions.map((one) => (one.id === version.id ? { ...one, released: true } : one));
        this.projectVersions.set(project, changed);
      }
      return this.#wrote(`release ${version.name} ${date}`, undefined);
    },
  };

  listTypes = (project: string) => Promise.resolve(this.projects.includes(project) ? this.types : undefined);
  listCreateFields = () => Promise.resolve(this.createFields);

  findByMark(project: string, { globalId }: ChangeMark): Promise<readonly string[]> {
    const linked = [...this.links].filter(([, links]) => links.has(globalId)).map(([key]) => key);
    const marked = [...this.marks].filter(([, mark]) => mark.globalId === globalId).map(([key]) => key);
    return Promise.resolve([...new Set([...marked, ...linked])].filter((key) => key.startsWith(`${project}-`)));
  }

  createTicket(ticket: NewTicket): Promise<string> {
    const key = `${ticket.project}-${this.tickets.size + 1}`;
    this.created.push(ticket);
    this.add(key, this.workflow.statuses[0]?.id ?? '', { title: ticket.summary });
    this.marks.set(key, ticket.mark);
    return this.#wrote(`create ${key}`, key);
  }

  putLink(key: string, link: TicketLink): Promise<boolean> {
    const links = this.links.get(key) ?? new Map<string, TicketLink>();
    if (JSON.stringify(links.get(link.globalId)) === JSON.stringify(link)) return Promise.resolve(false);
    this.links.set(key, links.set(link.globalId, link));
    return this.#wrote(`link ${key}`, true);
  }

  #offered(key: string): readonly FakeStep[] {
    const { status: at } = this.#ticket(key);
    return this.workflow.steps.filter(
      ({ from, hiddenFrom }) => (from ?? at.id) === at.id && !hiddenFrom?.includes(key),
    );
  }

  #ticket(key: string): Ticket {
    const ticket = this.tickets.get(key);
    if (!ticket) throw new Error(`There is no ticket ${key}.`);
    return ticket;
  }

  #status(id: string): TicketStatus {
    const found = this.workflow.statuses.find((one) => one.id === id);
    if (!found) throw new Error(`There is no status ${id}.`);
    return found;
  }

  #wrote<Value>(what: string, value: Value): Promise<Value> {
    this.writes.push(what);
    this.onWrite(what);
    if (this.writes.length >= this.killAfter) return Promise.reject(new Killed(what));
    return Promise.resolve(value);
  }
}
