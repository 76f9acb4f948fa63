import type { Finding, Severity } from './finding.ts';
import { escapeLine, escapeText } from './markdown.ts';
import { renderSuggestion } from './suggestion.ts';

export const SEVERITY_NAMES: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  major: 'Major',
  minor: 'Minor',
  info: 'Info',
};

const MAX_EXPLANATION = 1_200;

/** The comment of one finding: what, why, and the fix when there is a proved one. */
export function renderFinding(finding: Finding): string {
  const { severity, category, title, explanation, replacement, crlf } = finding;
  const text = explanation.length > MAX_EXPLANATION ? `${explanation.slice(0, MAX_EXPLANATION)}…` : explanation;
  return [
    `**${SEVERITY_NAMES[severity]}** · ${category} · ${escapeLine(title)}`,
    escapeText(text),
    replacement ? renderSuggestion(replacement, crlf) : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
