import { attachFile, summaryType } from './attachment-commands.ts';
import type { CommandEvent } from './command-event.ts';
import { taskEvents } from './task-commands.ts';

interface CommandArea {
  /** The kinds of pipeline that know this area; all when undefined. */
  readonly hosts?: readonly string[];
  readonly events: Readonly<Record<string, CommandEvent | undefined>>;
}

/** Commands whose effect is outside of this step: known, and without effect here. */
function accepted(...names: string[]): Record<string, CommandEvent> {
  return Object.fromEntries(names.map((name) => [name, { name, execute: () => undefined }]));
}

const uploadSummary: CommandEvent = {
  name: 'uploadsummary',
  execute: (context, { data }) => attachFile(context, { type: summaryType, file: data }),
};

const addBuildTag: CommandEvent = {
  name: 'addbuildtag',
  execute: (context, { data }) => {
    if (data === '') throw new Error('Build tag is required.');
    context.buildTags.push(data);
  },
};

const updateBuildNumber: CommandEvent = {
  name: 'updatebuildnumber',
  execute: (context, { data }) => {
    if (data === '') throw new Error('Build number is required.');
    context.variables.set('build.buildNumber', { value: data });
    context.changed['build.buildNumber'] = { value: data };
  },
};

/** The agent's areas, in lower case. */
export const eventsByArea: ReadonlyMap<string, CommandArea> = new Map<string, CommandArea>([
  ['task', { events: taskEvents }],
  ['artifact', { hosts: ['build', 'release'], events: accepted('associate', 'upload') }],
  [
    'build',
    {
      events: {
        ...accepted('uploadlog'),
        addbuildtag: addBuildTag,
        uploadsummary: uploadSummary,
        updatebuildnumber: updateBuildNumber,
      },
    },
  ],
  ['release', { hosts: ['release', 'deployment'], events: accepted('updatereleasename') }],
  ['results', { events: accepted('publish', 'publishtoevidencestore') }],
  ['codecoverage', { hosts: ['build'], events: accepted('publish') }],
  ['telemetry', { events: accepted('publish') }],
]);
