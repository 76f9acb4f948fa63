import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TaskDefinition } from './task-definition.ts';
import type { TaskStep } from './task-step.ts';
import type { Variables } from './variables.ts';

/** The directories of a job, as the agent names them; what the job's variables say already stays. */
export async function makeWorkFolder(workFolder: string, variables: Variables): Promise<void> {
  const work = path.resolve(workFolder);
  const job = path.join(work, '1');
  const sources = variables.get('Build.SourcesDirectory') ?? path.join(job, 's');
  variables.addDefaults({
    'Agent.WorkFolder': work,
    'Agent.TempDirectory': path.join(work, '_temp'),
    'Agent.ToolsDirectory': path.join(work, '_tool'),
    'Agent.BuildDirectory': job,
    'Agent.OS': { linux: 'Linux', darwin: 'Darwin', win32: 'Windows_NT' }[process.platform as string] ?? 'Linux',
    'Agent.OSArchitecture': process.arch.toUpperCase(),
    'Agent.Name': 'sandbox',
    'Agent.MachineName': os.hostname(),
    'Agent.Version': '4.265.1',
    'agent.jobstatus': 'Succeeded',
    'System.WorkFolder': work,
    'System.HostType': 'build',
    'System.DefaultWorkingDirectory': sources,
    'System.ArtifactsDirectory': path.join(job, 'a'),
    'Pipeline.Workspace': job,
    'Build.SourcesDirectory': sources,
    'Build.Repository.LocalPath': sources,
    'Build.BinariesDirectory': path.join(job, 'b'),
    'Build.StagingDirectory': path.join(job, 'a'),
    'Build.ArtifactStagingDirectory': path.join(job, 'a'),
    'Common.TestResultsDirectory': path.join(job, 'TestResults'),
  });
  const directories = [
    'Agent.TempDirectory',
    'Agent.ToolsDirectory',
    'Build.SourcesDirectory',
    'System.DefaultWorkingDirectory',
    'Build.BinariesDirectory',
    'Build.ArtifactStagingDirectory',
    'Common.TestResultsDirectory',
  ];
  for (const name of directories) await mkdir(variables.get(name) ?? work, { recursive: true });
}

/** The variables that only this step has. */
export function addStepVariables(variables: Variables, step: TaskStep, task: TaskDefinition): void {
  const displayName = step.displayName ?? task.name;
  const values = {
    'task.displayname': displayName,
    'task.publishTelemetry': 'False',
    'task.skipTranslatorForCheckout': 'False',
    'system.taskInstanceId': randomUUID(),
    'system.taskDisplayName': displayName,
    'system.taskInstanceName': step.name ?? task.name,
  };
  for (const [name, value] of Object.entries(values)) variables.set(name, { value });
}
