import type { ApprovalDecider, Approver, GateApproval, RunGates, RunStage } from '../../src/chat/ports.ts';
import type { FakeChat } from './fake-chat.ts';

interface FakeGate {
  approval: GateApproval;
  readonly stage: string;
  readonly environments: readonly string[];
}

const person = (name: string): Approver => ({ id: name, name, email: undefined });

/** A run with stages that wait for approvals, in memory; its clock is that of the chat. */
export class FakeGates {
  readonly stages = new Map<string, RunStage>();
  readonly gates = new Map<string, FakeGate>();
  /** Decisions that the service took, with their comments. */
  readonly decided: string[] = [];
  /** The service's answer to the next decisions, instead of doing them. */
  refuse: string | undefined;
  /** The service does not tell what checks protect. */
  isSilent = false;
  readonly #chat: FakeChat;

  constructor(chat: FakeChat) {
    this.#chat = chat;
    this.setStage('relay', false);
  }

  setStage(id: string, isEnded: boolean): void {
    this.stages.set(id, { id, name: `Stage ${id}`, isEnded });
  }

  wait(id: string, stage: string, over: Partial<GateApproval> = {}, environments = [stage]): void {
    this.setStage(stage, false);
    const approval: GateApproval = {
      id,
      status: 'pending',
      waitsFor: [person('Slipway Relay')],
      steps: [],
      minRequired: 1,
      instructions: 'Look at the *dashboard* first',
      changedAt: '2026-03-02T09:00:00.000Z',
      mayDecide: true,
      ...over,
    };
    this.gates.set(id, { approval, stage, environments });
  }

  /** What Azure DevOps does when somebody decides, here or in its portal. */
  decide(id: string, status: 'approved' | 'rejected', by: string, comment: string): void {
    const gate = this.gates.get(id)!;
    const at = new Date(this.#chat.time).toISOString();
    const steps = [...gate.approval.steps, { by: person(by), status, comment, at }];
    const needed = gate.approval.minRequired ?? 1;
    const isDone = status === 'rejected' || steps.length >= needed;
    const mayDecide = !isDone && by !== 'Slipway Relay';
    gate.approval = { ...gate.approval, steps, changedAt: at, mayDecide, ...(isDone ? { status, waitsFor: [] } : {}) };
    this.decided.push(`${id} ${status} ${comment}`);
    if (isDone) this.setStage(gate.stage, true);
  }

  end(id: string, status: GateApproval['status']): void {
    const gate = this.gates.get(id)!;
    gate.approval = { ...gate.approval, status, mayDecide: false, changedAt: new Date(this.#chat.time).toISOString() };
    this.setStage(gate.stage, true);
  }

  readonly port: RunGates = {
    readRun: () =>
      Promise.resolve({
        isEnded: false,
        stages: [...this.stages.values()],
        gates: [...this.gates].map(([approvalId, { stage }]) => ({
          approvalId,
          stage: this.stages.get(stage)!,
          checkpointId: `checks-${approvalId}`,
        })),
      }),
    // The job may look, and nothing else.
    readApprovals: (ids) =>
      Promise.resolve(
        ids.flatMap((id) => {
          const found = this.gates.get(id)?.approval;
          return found ? [{ ...found, mayDecide: false }] : [];
        }),
      ),
    readEnvironments: (checkpointId) =>
      Promise.resolve(this.isSilent ? undefined : this.gates.get(checkpointId.replace('checks-', ''))?.environments),
  };

  readonly decider: ApprovalDecider = {
    readApproval: (id) => Promise.resolve(this.gates.get(id)?.approval),
    decide: async (id, status, comment) => {
      await new Promise((resolve) => setImmediate(resolve));
      const gate = this.gates.get(id);
      if (this.refuse !== undefined) return { approval: gate?.approval, refused: this.refuse };
      if (gate?.approval.status !== 'pending') return { approval: gate?.approval, refused: 'it is completed' };
      if (!gate.approval.mayDecide) return { approval: gate.approval, refused: 'you are not authorised' };
      this.decide(id, status, 'Slipway Relay', comment);
      return { approval: this.gates.get(id)?.approval, refused: undefined };
    },
  };
}
