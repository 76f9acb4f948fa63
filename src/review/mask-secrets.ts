/**
 * Takes secrets out of text before it leaves for a model or a comment. Lines are kept: a key of many lines becomes as
 * many masked lines, so that line numbers stay true. The mask names the kind, so that a reviewer can still say that a
 * secret was committed.
 */

interface SecretShape {
  readonly kind: string;
  /** Linear: no nested repetition. The secret is group 1, or the whole match. */
  readonly pattern: RegExp;
}

const SHAPES: readonly SecretShape[] = [
  { kind: 'anthropic-key', pattern: /\bsk-ant-[A-Za-z0-9_-]{16,200}/g },
  { kind: 'openai-key', pattern: /\bsk-(?:proj-|live-|svcacct-)?[A-Za-z0-9_-]{32,200}/g },
  { kind: 'aws-access-key', pattern: /\b(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]{16}\b/g },
  {
    kind: 'aws-secret-key',
    pattern: /\baws.{0,20}?(?:secret|key).{0,20}?['"=:\s]([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
  },
  { kind: 'github-token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})/g },
  { kind: 'gitlab-token', pattern: /\bglpat-[A-Za-z0-9_-]{20,64}/g },
  { kind: 'slack-token', pattern: /\bx(?:ox[abeoprs]|app)-[A-Za-z0-9-]{10,250}/g },
  { kind: 'slack-webhook', pattern: /\bhooks\.slack\.com\/(?:services|workflows|triggers)\/([A-Za-z0-9/_-]{20,120})/g },
  { kind: 'google-key', pattern: /\bAIza[A-Za-z0-9_-]{35}/g },
  { kind: 'stripe-key', pattern: /\b(?:sk|rk|pk|whsec)_(?:live|test)_[A-Za-z0-9]{10,200}/g },
  { kind: 'sendgrid-key', pattern: /\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}/g },
  { kind: 'npm-token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { kind: 'pypi-token', pattern: /\bpypi-[A-Za-z0-9_-]{50,250}/g },
  { kind: 'atlassian-token', pattern: /\bATATT3[A-Za-z0-9_=-]{50,300}/g },
  { kind: 'azure-devops-token', pattern: /\b(?=[a-z]*[2-7])[a-z2-7]{52}\b|\b[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}\b/g },
  { kind: 'azure-storage-key', pattern: /\bAccountKey=([A-Za-z0-9+/]{60,100}={0,2})/gi },
  { kind: 'azure-shared-key', pattern: /\bSharedAccessKey=([A-Za-z0-9+/]{30,100}={0,2})/gi },
  { kind: 'azure-signature', pattern: /[?&]sig=([A-Za-z0-9%+/=_-]{30,120})/g },
  { kind: 'azure-client-secret', pattern: /\b[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{31,34}/g },
  {
    kind: 'json-web-token',
    pattern: /\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,1000}/g,
  },
  { kind: 'url-password', pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@'"]{1,100}:([^\s/@'"]{3,200})@/gi },
  { kind: 'connection-password', pattern: /\b(?:password|pwd)=([^;'"\s]{6,200})(?=;|['"]|\s*$)/gi },
  {
    kind: 'bearer-token',
    pattern: /\b(?:Bearer|Basic)\s+([A-Za-z0-9_.~+/-]{20,2000}={0,2})/g,
  },
  {
    kind: 'assigned-secret',
    pattern:
      /(?:api[_-]?key|secret|token|passwd|password|private[_-]?key|access[_-]?key|client[_-]?secret)["']?\s{0,10}[:=]\s{0,10}["'`]([^"'`\s${}<>]{12,300})["'`]/gi,
  },
];

const MARK = /‹(?:secret|masked):[a-z0-9-]+›/;

/** The mask of a kind of secret. */
export const secretMask = (kind: string): string => `‹secret:${kind}›`;

/** True when a line holds a mask: it must not be written back to anybody's code. */
export const isMasked = (text: string): boolean => MARK.test(text);

/** A line of nothing but base64: of a key whose first line is not in sight, or of data that nobody reads. */
const BASE64 =
  /^\s*(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*[0-9])[A-Za-z0-9+/]{60,76}={0,2}\s*$/;

function maskLine(line: string): string {
  if (BASE64.test(line)) return '‹masked:base64›';
  let masked = line;
  for (const { kind, pattern } of SHAPES) {
    masked = masked.replace(pattern, (match, ...groups: unknown[]) => {
      const secret = typeof groups[0] === 'string' ? groups[0] : match;
      if (isMasked(match) || (kind === 'assigned-secret' && !looksRandom(secret))) return match;
      return match.replace(secret, secretMask(kind));
    });
  }
  return masked;
}

/** Tells a secret from a name or a sentence: several kinds of characters, few repeats. */
function looksRandom(text: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(text)).length;
  return kinds >= 2 && /[0-9]/.test(text) && new Set(text).size >= 8;
}

/** The lines with secrets masked: as many lines as before, in the same order. */
export function maskSecrets(lines: readonly string[]): string[] {
  let inKey = false;
  return lines.map((line) => {
    const begins = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----/.test(line);
    const ends = /-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----/.test(line);
    if (begins && ends) return secretMask('private-key');
    if (begins) {
      inKey = true;
      return line;
    }
    if (ends) {
      inKey = false;
      return line;
    }
    // A key's body is base64; anything else means that the end was cut off by the hunk.
    if (inKey && /^[A-Za-z0-9+/=:,\s-]*$/.test(line)) return secretMask('private-key');
    inKey = false;
    return maskLine(line);
  });
}

/** The same for text of many lines. */
export const maskSecretsIn = (text: string): string => maskSecrets(text.split('\n')).join('\n');
