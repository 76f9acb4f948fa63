import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { approve } from '../../sandbox/play/gates.ts';
import { openPlay } from '../../sandbox/play/open-play.ts';
import type { OwnBranch } from '../../sandbox/play/set-up-play.ts';
import { playStory } from '../../sandbox/play/story.ts';
import { tasksRoot } from './built-tasks.ts';

/** A folder for a play; `end` deletes it. */
export function playFolder(): { readonly folder: string; readonly end: () => void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-play-'));
  return { folder, end: () => rmSync(folder, { recursive: true, force: true }) };
}

interface Session {
  readonly folder: string;
  readonly own?: OwnBranch;
  /** Whether gates are left to people. */
  readonly isForPeople?: boolean;
  /** Pulls the plug when a printed line has this text. */
  readonly until?: string;
}

interface SessionSeen {
  readonly lines: readonly string[];
  /** Undefined when the plug was pulled. */
  readonly isDone: boolean | undefined;
}

/** Plays on a folder until the story has ended, or until the plug is pulled. */
export async function playOn({ folder, own, isForPeople = false, until }: Session): Promise<SessionSeen> {
  const lines: string[] = [];
  const plug = new AbortController();
  const print = (line: string) => {
    lines.push(line);
    if (until !== undefined && line.includes(until)) plug.abort();
  };
  const { signal } = plug;
  const decide = isForPeople ? undefined : approve;
  const play = await openPlay({ folder, own, tasksFolder: tasksRoot, decide, print, signal });
  try {
    return { lines, isDone: await playStory(play) };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { lines, isDone: undefined };
  } finally {
    await play.sandbox.close();
    // The next session has the same ports in the same process: fetch must have seen by then that its connections ended.
    await sleep(200);
  }
}
