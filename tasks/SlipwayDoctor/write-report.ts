import { writeResultFile } from '../../src/agent/result-file.ts';
import { redactDeep } from '../../src/redact.ts';
import { SetupReport } from '../../src/setup/setup-report.ts';

/** Writes what was found as `SlipwayDoctor-report-<n>.json` beside the results of tasks; gives the path. */
export function writeReport(tempDirectory: string, report: SetupReport, redact: (text: string) => string): string {
  const document = SetupReport.parse(redactDeep(report, redact));
  const render = () => `${JSON.stringify(document, undefined, 2)}\n`;
  return writeResultFile(tempDirectory, 'SlipwayDoctor-report', render).path;
}
