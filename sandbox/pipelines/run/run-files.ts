import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What runs leave behind beside their documents: logs, attachments and artifacts, in one folder a run. */
export class RunFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  #of(organisationId: string, buildId: number, ...rest: readonly string[]): string {
    return path.join(this.#folder, organisationId, String(buildId), ...rest);
  }

  /** The folder of a job's agent; made by who uses it. */
  workFolder(organisationId: string, buildId: number, jobId: string): string {
    return this.#of(organisationId, buildId, 'work', jobId.slice(0, 8));
  }

  artifactFolder(organisationId: string, buildId: number, name = ''): string {
    return this.#of(organisationId, buildId, 'artifacts', name);
  }

  addToLog(
    organisationId: string,
    buildId: number,
    { log, text }: { readonly log: number; readonly text: string },
  ): void {
    mkdirSync(this.#of(organisationId, buildId, 'logs'), { recursive: true });
    appendFileSync(this.#of(organisationId, buildId, 'logs', `${log}.log`), `${text}\n`);
  }

  /** The lines of a log so far. */
  readLog(organisationId: string, buildId: number, log: number): readonly string[] {
    const file = this.#of(organisationId, buildId, 'logs', `${log}.log`);
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  }

  writeAttachment(
    organisationId: string,
    buildId: number,
    { file, content }: { readonly file: string; readonly content: Buffer },
  ): void {
    mkdirSync(this.#of(organisationId, buildId, 'attachments'), { recursive: true });
    writeFileSync(this.#of(organisationId, buildId, 'attachments', file), content);
  }

  readAttachment(organisationId: string, buildId: number, file: string): Buffer {
    return readFileSync(this.#of(organisationId, buildId, 'attachments', file));
  }
}
