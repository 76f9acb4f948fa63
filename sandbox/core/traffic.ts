import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type ServiceName = 'azure-devops' | 'anthropic' | 'jira' | 'slack';

interface NameValue {
  readonly name: string;
  readonly value: string;
}

export interface TrafficEntry {
  readonly _service: ServiceName;
  readonly startedDateTime: string;
  readonly time: number;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly httpVersion: 'HTTP/1.1';
    readonly cookies: readonly [];
    readonly headers: readonly NameValue[];
    readonly queryString: readonly NameValue[];
    readonly headersSize: -1;
    readonly bodySize: number;
    readonly postData?: { readonly mimeType: string; readonly text: string };
  };
  readonly response: {
    readonly status: number;
    readonly statusText: string;
    readonly httpVersion: 'HTTP/1.1';
    readonly cookies: readonly [];
    readonly headers: readonly NameValue[];
    readonly content: { readonly size: number; readonly mimeType: string; readonly text: string };
    readonly redirectURL: '';
    readonly headersSize: -1;
    readonly bodySize: number;
  };
  readonly cache: Readonly<Record<string, never>>;
  readonly timings: { readonly send: 0; readonly wait: number; readonly receive: 0 };
}

/** Traffic as HAR 1.2, credentials redacted by the service that records it. */
export class Traffic {
  readonly #entries: TrafficEntry[] = [];

  record(entry: TrafficEntry): void {
    this.#entries.push(entry);
  }

  get entries(): readonly TrafficEntry[] {
    return this.#entries;
  }

  /** Writes `folder/name.har`; nothing when there was no traffic. */
  write(folder: string, name: string): void {
    if (this.#entries.length === 0) return;
    mkdirSync(folder, { recursive: true });
    const log = { version: '1.2', creator: { name: 'slipway sandbox', version: '1' }, entries: this.#entries };
    writeFileSync(path.join(folder, `${name}.har`), JSON.stringify({ log }));
  }
}
