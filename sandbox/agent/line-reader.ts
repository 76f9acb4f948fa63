import { StringDecoder } from 'node:string_decoder';

/** Cuts a stream of bytes into lines at CR, LF and CRLF, as .NET's ReadLine does. */
export class LineReader {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(chunk: Buffer): void {
    this.#take(this.#decoder.write(chunk), false);
  }

  end(): void {
    this.#take(this.#decoder.end(), true);
  }

  #take(text: string, atEnd: boolean): void {
    const lines = (this.#rest + text).split(atEnd ? /\r\n|\r|\n/ : /\r\n|\r(?!$)|\n/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#onLine(line);
    if (atEnd && this.#rest !== '') this.#onLine(this.#rest);
  }
}
