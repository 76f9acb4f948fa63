/** Frames of RFC 6455, as far as a server of text messages needs them. */

export type Opcode = 'continuation' | 'text' | 'binary' | 'close' | 'ping' | 'pong';

const OPCODES: readonly (readonly [number, Opcode])[] = [
  [0x0, 'continuation'],
  [0x1, 'text'],
  [0x2, 'binary'],
  [0x8, 'close'],
  [0x9, 'ping'],
  [0xa, 'pong'],
];

export interface Frame {
  readonly isLast: boolean;
  readonly opcode: Opcode;
  readonly payload: Buffer;
}

/** A peer that breaks the protocol; `code` is what the connection is closed with. */
export class FrameError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const MOST_BYTES = 1_048_576;

/** A frame of a server: never masked, never in parts. */
export function encodeFrame(opcode: Opcode, payload: Buffer): Buffer {
  const code = OPCODES.find(([, name]) => name === opcode)?.[0] ?? 0;
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([0x80 | code, length]), payload]);
  if (length < 65_536) {
    const head = Buffer.from([0x80 | code, 126, 0, 0]);
    head.writeUInt16BE(length, 2);
    return Buffer.concat([head, payload]);
  }
  const head = Buffer.alloc(10);
  head.writeUInt8(0x80 | code, 0);
  head.writeUInt8(127, 1);
  head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

interface Decoded {
  readonly frame: Frame;
  readonly rest: Buffer;
}

interface Head {
  readonly isLast: boolean;
  readonly opcode: Opcode;
  /** The length, or 126 and 127, which say that it follows. */
  readonly short: number;
}

function readHead(first: number, second: number): Head {
  if ((first & 0x70) !== 0) throw new FrameError(1002, 'reserved bits without an extension');
  const opcode = OPCODES.find(([code]) => code === (first & 0x0f))?.[1];
  if (!opcode) throw new FrameError(1002, 'unknown opcode');
  if ((second & 0x80) === 0) throw new FrameError(1002, 'a client must mask its frames');
  const isLast = (first & 0x80) !== 0;
  const short = second & 0x7f;
  const isControl = (first & 0x08) !== 0;
  if (isControl && (short > 125 || !isLast)) throw new FrameError(1002, 'a control frame must be short and whole');
  return { isLast, opcode, short };
}

/** The first frame of a client's bytes; undefined until it is whole. Throws {@link FrameError}. */
export function decodeFrame(bytes: Buffer): Decoded | undefined {
  if (bytes.length < 2) return undefined;
  const { isLast, opcode, short } = readHead(bytes.readUInt8(0), bytes.readUInt8(1));
  const size = readSize(bytes, short);
  const start = (size?.end ?? 0) + 4;
  if (!size || bytes.length < start + size.length) return undefined;
  const mask = bytes.subarray(size.end, start);
  const payload = Buffer.from(bytes.subarray(start, start + size.length));
  for (let index = 0; index < payload.length; index += 1)
    payload[index] = (payload[index] ?? 0) ^ (mask[index % 4] ?? 0);
  return { frame: { isLast, opcode, payload }, rest: bytes.subarray(start + size.length) };
}

function readSize(bytes: Buffer, short: number): { readonly length: number; readonly end: number } | undefined {
  if (short < 126) return { length: short, end: 2 };
  const end = short === 126 ? 4 : 10;
  if (bytes.length < end) return undefined;
  const length = short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (length > MOST_BYTES) throw new FrameError(1009, 'message too long');
  return { length, end };
}
