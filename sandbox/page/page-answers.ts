import { readFileSync } from 'node:fs';
import type { ServiceResponse } from '../core/service.ts';

/** The style that the pages of all services share. */
export const SHARED_STYLE_FILE = new URL('page.css', import.meta.url);

interface PageAnswers {
  readonly headers: Readonly<Record<string, string>>;
  readonly page: (status: number, body: string) => ServiceResponse;
  /** A file of ours, as of now. */
  readonly file: (file: URL, type: string) => ServiceResponse;
}

/** Answers for pages that load nothing from elsewhere, whatever they show. No script runs and no form is sent unless said. */
export function pageAnswers({ script = false, forms = false } = {}): PageAnswers {
  const headers = {
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'; style-src 'self'",
      ...(script ? ["script-src 'self'; connect-src 'self'"] : []),
      `img-src data:; base-uri 'none'; form-action ${forms ? "'self'" : "'none'"}; frame-ancestors 'none'`,
    ].join('; '),
    // Without it a browser would not say where a form came from.
    'referrer-policy': forms ? 'same-origin' : 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  const answer = (status: number, type: string, body: string | Buffer): ServiceResponse => ({
    status,
    headers: { ...headers, 'content-type': `${type}; charset=utf-8` },
    body,
  });
  return {
    headers,
    page: (status, body) => answer(status, 'text/html', body),
    file: (file, type) => answer(200, type, readFileSync(file)),
  };
}
