import type { ServiceRequest } from './request.ts';

/** What goes wrong with a request that a fault matches. */
export type FaultKind =
  /** This answer instead of the service's own. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** The connection is reset; the service never sees the request. */
  | { readonly kind: 'reset' }
  /** The service does what was asked, then the connection is reset. */
  | { readonly kind: 'lostAnswer' }
  /** The answer is cut after so many bytes of its body. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** The answer stops after so many bytes of its body, and the connection stays open. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  /** The answer is late by so many sandbox milliseconds. */
  | { readonly kind: 'delay'; readonly ms: number };

export interface Fault {
  readonly match: (request: ServiceRequest) => boolean;
  readonly fault: FaultKind;
  /** How often it strikes; without end when undefined. */
  readonly times?: number;
  /** It strikes before this moment of the sandbox's clock. */
  readonly until?: Date;
}

/** The faults of one service. The first that matches strikes. */
export class Faults {
  readonly #faults: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#faults.length = 0;
  }

  /** The fault that strikes this request, counted as struck. */
  strike(request: ServiceRequest, now: Date): FaultKind | undefined {
    const found = this.#faults.find(
      ({ fault, left }) => left > 0 && (fault.until === undefined || now < fault.until) && fault.match(request),
    );
    if (!found) return undefined;
    found.left -= 1;
    return found.fault.fault;
  }
}
