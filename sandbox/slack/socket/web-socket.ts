import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { decodeFrame, encodeFrame, FrameError, type Frame } from './frames.ts';

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

interface Handlers {
  readonly onText: (text: string) => void;
  /** Once, however the connection ended. */
  readonly onClosed: () => void;
}

/** The server's end of one WebSocket, after the handshake. */
export class WebSocketPeer {
  readonly #socket: Duplex;
  readonly #handlers: Handlers;
  #bytes: Buffer = Buffer.alloc(0);
  #parts: Buffer[] = [];
  #isClosing = false;

  constructor(socket: Duplex, head: Buffer, handlers: Handlers) {
    this.#socket = socket;
    this.#handlers = handlers;
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#handlers.onClosed());
    socket.on('end', () => socket.end());
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    if (head.length > 0) this.#take(head);
  }

  /** False as soon as either side has said goodbye. */
  get isOpen(): boolean {
    return !this.#isClosing && this.#socket.writable;
  }

  send(text: string): void {
    this.#write('text', Buffer.from(text));
  }

  ping(text: string): void {
    this.#write('ping', Buffer.from(text));
  }

  /** Says goodbye; the connection ends when the peer answers. */
  close(code: number, reason = ''): void {
    if (this.#isClosing) return;
    const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
    payload.writeUInt16BE(code, 0);
    payload.write(reason, 2);
    this.#write('close', payload);
    this.#isClosing = true;
  }

  /** Ends the connection without a word. */
  destroy(): void {
    this.#socket.destroy();
  }

  #write(opcode: Frame['opcode'], payload: Buffer): void {
    if (this.isOpen) this.#socket.write(encodeFrame(opcode, payload));
  }

  #take(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    try {
      for (let decoded = decodeFrame(this.#bytes); decoded; decoded = decodeFrame(this.#bytes)) {
        this.#bytes = decoded.rest;
        this.#handle(decoded.frame);
      }
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.close(error.code, error.message);
      this.#socket.end();
    }
  }

  #handle({ opcode, payload, isLast }: Frame): void {
    if (opcode === 'ping') {
      this.#write('pong', payload);
      return;
    }
    if (opcode === 'pong') return;
    if (opcode === 'close') {
      this.close(payload.length >= 2 ? payload.readUInt16BE(0) : 1000);
      this.#socket.end();
      return;
    }
    if (opcode === 'binary') throw new FrameError(1003, 'text only');
    if ((opcode === 'continuation') !== this.#parts.length > 0) throw new FrameError(1002, 'fragments out of order');
    this.#parts.push(payload);
    if (!isLast) return;
    const text = readText(Buffer.concat(this.#parts));
    this.#parts = [];
    this.#handlers.onText(text);
  }
}

function readText(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FrameError(1007, 'invalid UTF-8');
  }
}

/** Answers a handshake; false for a request that is none. */
export function acceptHandshake({ headers }: IncomingMessage, socket: Duplex): boolean {
  const key = headers['sec-websocket-key'];
  const isHandshake =
    headers.upgrade?.toLowerCase() === 'websocket' && headers['sec-websocket-version'] === '13' && key !== undefined;
  if (!isHandshake) return false;
  const accept = createHash('sha1')
    .update(key + MAGIC)
    .digest('base64');
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  socket.write(`${[...lines, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
  return true;
}

/** Refuses a handshake with a status of HTTP. */
export function refuseHandshake(socket: Duplex, status: '400 Bad Request' | '403 Forbidden' | '404 Not Found'): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
