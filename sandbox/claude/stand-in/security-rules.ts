import { added, isAside, type Rule, type Verdict } from './reported.ts';
import type { SourceLine } from './source-line.ts';

const MASK = /‹secret:([a-z-]+)›/;
const TOKEN =
  /\b(?:sk-ant-[\w-]{20,}|gh[pousr]_[A-Za-z0-9]{36,}|glpat-[\w-]{20,}|xox[abeoprs]-[\w-]{20,}|AKIA[A-Z0-9]{16}|AIza[\w-]{35})\b|-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const ASSIGNED =
  /\b(?:api_?key|client_?secret|secret|access_?token|auth_?token|token|passwd|password|private_?key)["']?\s*[:=]\s*(["'`])([^"'`\s]{10,})\1/i;
const PLACEHOLDER = /\$\{|[<>{}]|example|placeholder|change|your|dummy|xxx|\*\*\*|\.\.\.|process\.env|^(.)\1+$/i;

/** Keys and passwords in the code, masked or not. */
export const secrets: Rule = (hunk) =>
  added(hunk).flatMap((line): Verdict[] => {
    const kind = secretKind(line, hunk.path);
    if (kind === undefined) return [];
    return [
      {
        lines: [line],
        severity: 'critical',
        category: 'security',
        title: `A ${kind} is committed in plain text.`,
        explanation:
          'Everyone who can read the repository can use it, and it stays in the history after the line is gone. ' +
          'Revoke it, issue a new one and read it from a secret variable or a key vault.',
      },
    ];
  });

function secretKind({ text }: SourceLine, path: string): string | undefined {
  const masked = MASK.exec(text)?.[1];
  if (masked !== undefined) return masked === 'assigned-secret' ? 'secret' : masked.replaceAll('-', ' ');
  if (TOKEN.test(text)) return 'secret key';
  const value = ASSIGNED.exec(text)?.[2];
  return value !== undefined && !PLACEHOLDER.test(value) && !isAside(path) ? 'secret' : undefined;
}

// In one case throughout: "Select one from the list" is a sentence.
const STATEMENT =
  /^\s*(?:SELECT\s.+\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|select\s.+\sfrom\s.+\swhere\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s)/;
const JOINED = /["'`]\s*\+\s*[A-Za-z_$]|[\w)\]]\s*\+\s*["'`]/;

/** SQL that is put together from values. */
export const sqlFromValues: Rule = (hunk) =>
  added(hunk).flatMap((line): Verdict[] => {
    if (!STATEMENT.test(line.strings) || !(JOINED.test(line.code) || hasHoles(line))) return [];
    return [
      {
        lines: [line],
        severity: 'critical',
        category: 'security',
        title: 'A value is written into the SQL text, which allows SQL injection.',
        explanation:
          'A quote in the value ends the literal and the rest runs as SQL. Pass the value as a parameter of the query.',
      },
    ];
  });

/** True for a template with a hole that is not a constant's name. A tagged template takes care of its holes itself. */
function hasHoles({ code, strings }: SourceLine): boolean {
  if (/\w`/.test(code)) return false;
  const holes = /(?:\bf|\$@?)["']/.test(code)
    ? [...strings.matchAll(/\{([^{}]+)\}/g)]
    : code.includes('`')
      ? [...strings.matchAll(/\$\{([^{}]+)\}/g)]
      : [];
  return holes.some(([, inside = '']) => !/^[A-Z][A-Z0-9_]*$/.test(inside.trim()));
}

/** Text run as code. */
export const evaluatedText: Rule = (hunk) => {
  if (hunk.language !== 'script') return [];
  return added(hunk).flatMap((line): Verdict[] => {
    const call = /(?<![\w.$])eval\s*\(|\bnew\s+Function\s*\(/.exec(line.code)?.[0];
    if (call === undefined) return [];
    return [
      {
        lines: [line],
        severity: 'major',
        category: 'security',
        title: `${call.startsWith('eval') ? 'eval' : 'new Function'} runs a text as code.`,
        explanation:
          'Whoever can influence the text runs code with the rights of this process. Parse the data instead, or ' +
          'choose from a table of known functions.',
      },
    ];
  });
};

const TLS_OFF: readonly (readonly [pattern: RegExp, repaired: string])[] = [
  [/(\brejectUnauthorized\s*:\s*)false\b/, '$1true'],
  [/(\bInsecureSkipVerify\s*:\s*)true\b/, '$1false'],
  [/(\bverify\s*=\s*)False\b/, '$1True'],
];
const TLS_OFF_FOR_ALL = /\bNODE_TLS_REJECT_UNAUTHORIZED\b['"\]]*\s*[:=]\s*['"]?0\b/;

/** Certificates that are not checked. */
export const tlsNotVerified: Rule = (hunk) => {
  if (hunk.language === 'other') return [];
  return added(hunk).flatMap((line): Verdict[] => {
    const off = TLS_OFF.find(([pattern]) => pattern.test(line.code));
    if (!off && (line.comment.trim() !== '' || !TLS_OFF_FOR_ALL.test(line.text))) return [];
    return [
      {
        lines: [line],
        severity: 'critical',
        category: 'security',
        title: 'The server certificate is not verified.',
        explanation:
          'Anyone on the way can pose as the server and read or change the traffic. Keep verification on, and trust ' +
          'the private certificate authority explicitly if there is one.',
        replacement: off ? line.text.replace(off[0], off[1]) : null,
      },
    ];
  });
};
