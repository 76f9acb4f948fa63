import { stripInvisible } from '../neutralise.ts';
import { escapeLine, escapeText, folded, lineCell, table } from '../review/markdown.ts';
import { FINDING_AREAS, type Finding, type FindingArea, type FindingStatus } from './finding.ts';
import { countFindings } from './render-findings.ts';
import type { SetupReport } from './setup-report.ts';

const SIGNS: Readonly<Record<FindingStatus, string>> = { ok: '✅', warning: '⚠️', problem: '❌', unknown: '❔' };

const AREAS: Readonly<Record<FindingArea, string>> = {
  connections: 'Connections',
  permissions: 'Permissions of the job',
  agent: 'Agent and checkout',
  policies: 'Branch policies',
  templates: 'Templates',
  environments: 'Environments',
  webhooks: 'Incoming webhooks',
  retention: 'Retention',
};

const HEADLINES: Readonly<Record<SetupReport['status'], string>> = {
  ok: 'Everything is in place',
  warnings: 'It works, with something to look at',
  problems: 'Something does not work',
};

const LONGEST = 600;

/** The page of the run: what to mend first, then everything that was looked at. */
export function renderSetup({ status, findings, notUsed, project, repository, runUrl }: SetupReport): string {
  const open = findings.filter((finding) => finding.status !== 'ok');
  const unused = notUsed.length === 0 ? '' : `Not used, so not looked at: ${notUsed.join(', ')}.`;
  return [
    `# ${HEADLINES[status]}`,
    `${escapeLine(`${project}/${repository}`)}: ${countFindings(findings)}. ${unused}`.trim(),
    ...open
      .toSorted((one, other) => urgency(one) - urgency(other))
      .map((finding) => renderOpen(finding, /^https?:\/\/[^/]+\//.exec(runUrl)?.[0])),
    folded(`All ${findings.length} findings`, FINDING_AREAS.flatMap((area) => renderArea(area, findings)).join('\n\n')),
    '',
  ].join('\n\n');
}

const urgency = ({ status }: Finding): number => ['problem', 'warning', 'unknown', 'ok'].indexOf(status);

const renderOpen = ({ status, title, detail, remedy }: Finding, home: string | undefined): string =>
  [
    `${SIGNS[status]} **${escapeLine(title)}**: ${escapeLine(detail, LONGEST)}`,
    ...(remedy === undefined ? [] : [`**To mend it:** ${renderRemedy(remedy, home)}`]),
  ].join('\n\n');

const SLACK_APPS = 'https://api.slack.com/apps';
const PLAIN_ADDRESS = /^[\w:/.%?=&-]+$/;

/** Addresses at home and of Slack's settings are links; a remedy may quote others, which stay text. */
function renderRemedy(remedy: string, home: string | undefined): string {
  const line = stripInvisible(remedy).replace(/\s+/g, ' ').trim();
  const isOurs = (address: string) =>
    PLAIN_ADDRESS.test(address) && (address === SLACK_APPS || (home !== undefined && address.startsWith(home)));
  return line
    .split(/(https?:\/\/[^\s<>`()]+)/)
    .map((part, index) => (index % 2 === 1 && isOurs(part) ? `<${part}>` : escapeText(part)))
    .join('');
}

function renderArea(area: FindingArea, findings: readonly Finding[]): readonly string[] {
  const here = findings.filter((finding) => finding.area === area);
  if (here.length === 0) return [];
  const rows = here.map(({ status, title, detail }) => [SIGNS[status], lineCell(title), lineCell(detail, LONGEST)]);
  return [`### ${AREAS[area]}`, table(['', 'What', 'How it is'], rows)];
}
