import type { Permission } from '../documents.ts';

const ZERO = /^0+$/;

export interface RefCommand {
  readonly ref: string;
  readonly oldId: string;
  readonly newId: string;
}

export interface ReceiveCommands {
  readonly commands: readonly RefCommand[];
  readonly sideBand: boolean;
}

/** What a git-receive-pack request asks for: the pkt-lines before its pack. */
export function parseReceiveCommands(data: Buffer): ReceiveCommands {
  const commands: RefCommand[] = [];
  let sideBand = false;
  let at = 0;
  while (at + 4 <= data.length) {
    const length = Number.parseInt(data.toString('latin1', at, at + 4), 16);
    if (!(length >= 4)) break;
    const [line = '', capabilities = ''] = data.toString('utf8', at + 4, at + length).split('\0');
    sideBand ||= capabilities.includes('side-band-64k');
    const [oldId = '', newId = '', ...ref] = line.trimEnd().split(' ');
    if (/^[0-9a-f]{40}$/.test(oldId)) commands.push({ oldId, newId, ref: ref.join(' ') });
    at += length;
  }
  return { commands, sideBand };
}

export const isNew = ({ oldId }: RefCommand) => ZERO.test(oldId);

/** The permission that a command needs, apart from forced updates, which only git can tell. */
export function permissionFor({ ref, oldId, newId }: RefCommand): Permission {
  if (ZERO.test(newId)) return 'forcePush';
  if (ref.startsWith('refs/tags/')) return 'createTag';
  return ZERO.test(oldId) ? 'createBranch' : 'contribute';
}

/** The answer that refuses every command of a push, the first ones for the given reasons. */
export function refusal({ commands, sideBand }: ReceiveCommands, reasons: ReadonlyMap<string, string>): Buffer {
  const lines = [
    'unpack ok\n',
    ...commands.map(({ ref }) => `ng ${ref} ${reasons.get(ref) ?? 'atomic push refused'}\n`),
  ];
  const report = Buffer.concat([...lines.map((line) => packetOf(Buffer.from(line))), Buffer.from('0000')]);
  if (!sideBand) return report;
  return Buffer.concat([packetOf(Buffer.concat([Buffer.from([1]), report])), Buffer.from('0000')]);
}

const packetOf = (data: Buffer) => Buffer.concat([Buffer.from((data.length + 4).toString(16).padStart(4, '0')), data]);
