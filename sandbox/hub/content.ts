import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Handler, ServiceResponse } from '../core/service.ts';
import type { Extension } from './extension.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

interface ContentOptions {
  readonly extension: Extension;
  /** Of the built hub, which is the folder `hub` of the packed extension. */
  readonly folder: string;
  /** Origin of the pages that frame it and of the REST API. */
  readonly host: () => string;
}

/** The folder of an extension where its files are served from, with a slash at the end. */
export const contentPathOf = ({ publisher, id, version }: Extension): string =>
  `/extensions/${publisher}/${id}/${version}/`;

/**
 * Serves the files of the extension, case-sensitively, and lists nothing. Stricter than the real one, so that what it
 * need not allow is seen: scripts of its own files only, and requests to Azure DevOps only. Styles may be inline, for
 * the SDK writes the theme into the page.
 */
export function contentHandler({ extension, folder, host }: ContentOptions): Handler {
  const base = `${contentPathOf(extension)}hub/`;
  const headersOf = (type: string) => ({
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': [
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; base-uri 'none'",
      `img-src 'self' data: ${host()}; connect-src ${host()}; form-action 'none'; frame-ancestors ${host()}`,
    ].join('; '),
  });
  const missing = (): ServiceResponse => ({
    status: 404,
    headers: headersOf('text/plain; charset=utf-8'),
    body: 'There is no such file.',
  });
  return ({ method, path: requested }) => {
    if (method !== 'GET' && method !== 'HEAD') return Promise.resolve({ status: 405 });
    const file = requested.startsWith(base) ? findFile(folder, requested.slice(base.length)) : undefined;
    if (file === undefined) return Promise.resolve(missing());
    const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
    return Promise.resolve({ status: 200, headers: headersOf(type), body: readFileSync(file), recordBodies: false });
  };
}

/** A file directly or deeper in the folder; no way leads out of it. */
function findFile(folder: string, name: string): string | undefined {
  const parts = name.split('/');
  if (parts.some((part) => part === '' || part.startsWith('.') || /[\\:\0]/.test(part))) return undefined;
  const file = path.join(folder, ...parts);
  return existsSync(file) && statSync(file).isFile() ? file : undefined;
}
