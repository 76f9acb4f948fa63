import { spawn } from 'node:child_process';

const COMMANDS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['explorer.exe'],
  linux: ['xdg-open'],
};

/** Opens pages in the browser of who sits at the terminal; without one nothing happens. */
export function openPages(urls: readonly string[]): void {
  const [command, ...args] = COMMANDS[process.platform] ?? [];
  const hasScreen = process.platform !== 'linux' || (process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  if (command === undefined || !hasScreen || !process.stdout.isTTY) return;
  for (const url of urls) {
    const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
    child.once('error', () => undefined);
    child.unref();
  }
}
