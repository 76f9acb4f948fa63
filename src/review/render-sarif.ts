import type { Examination } from './examine-changes.ts';
import type { Finding, Severity } from './finding.ts';
import { CATEGORIES } from './finding.ts';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  major: 'error',
  minor: 'warning',
  info: 'note',
};

/** The findings as SARIF 2.1.0. Findings on removed lines have no place in the new files and are left out. */
export function renderSarif({ findings, coverage }: Examination, version: string): Record<string, unknown> {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Slipway AIReview', version, rules: CATEGORIES.map((id) => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        results: findings.filter(({ side }) => side === 'new').map(resultOf),
        invocations: [{ executionSuccessful: coverage.complete }],
      },
    ],
  };
}

function resultOf(finding: Finding): Record<string, unknown> {
  const { path, startLine, endLine, endOffset, category, severity, title, explanation, fingerprint } = finding;
  return {
    ruleId: category,
    level: LEVELS[severity],
    message: { text: `${title}\n\n${explanation}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: path.split('/').map(encodeURIComponent).join('/') },
          region: { startLine, startColumn: 1, endLine, endColumn: endOffset },
        },
      },
    ],
    partialFingerprints: { 'slipwayFinding/v1': fingerprint },
  };
}
