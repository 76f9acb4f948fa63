import * as z from 'zod';

// What Azure DevOps documents of task.json, as far as our tasks use it: an unknown property is a mistake.

const name = z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/);
const sentence = z.string().regex(/\S/);
const yesNo = z.enum(['True', 'False']);
const digits = z.string().regex(/^\d+$/);
const version = z.int().nonnegative();

const Input = z.strictObject({
  name,
  aliases: z.array(name).optional(),
  type: z.union([
    z.enum(['boolean', 'filePath', 'multiLine', 'pickList', 'radio', 'secureFile', 'string', 'int', 'identities']),
    z.string().regex(/^connectedService:[A-Za-z][\w.:-]*$/),
  ]),
  label: sentence,
  required: z.boolean(),
  helpMarkDown: sentence,
  defaultValue: z.string().regex(/\S/).optional(),
  options: z.record(sentence, sentence).optional(),
  groupName: name.optional(),
  visibleRule: sentence.optional(),
  properties: z
    .strictObject({
      EditableOptions: yesNo,
      MultiSelect: yesNo,
      MultiSelectFlatList: yesNo,
      DisableManageLink: yesNo,
      rows: digits,
      maxLength: digits,
      resizable: z.boolean(),
    })
    .partial()
    .optional(),
});

const Handler = z.strictObject({ target: z.string().regex(/^[\w-]+\.js$/) });

export const TaskJson = z.strictObject({
  $schema: z.url().optional(),
  id: z.guid().refine((id) => !/^[0-]+$/.test(id)),
  name: z.string().regex(/^[A-Za-z0-9-]+$/),
  friendlyName: sentence.max(40),
  description: sentence,
  helpUrl: z.url({ protocol: /^https$/ }),
  helpMarkDown: sentence,
  category: z.enum([
    'Build',
    'Utility',
    'Test',
    'Package',
    'Deploy',
    'Azure Repos',
    'Azure Boards',
    'Azure Pipelines',
    'Azure Test Plans',
    'Azure Artifacts',
  ]),
  visibility: z.array(z.enum(['Build', 'Release'])).min(1),
  runsOn: z
    .array(z.enum(['Agent', 'MachineGroup', 'DeploymentGroup']))
    .min(1)
    .optional(),
  author: sentence,
  preview: z.boolean().optional(),
  version: z.strictObject({ Major: version, Minor: version, Patch: version }),
  minimumAgentVersion: z.string().regex(/^\d+\.\d+\.\d+$/),
  demands: z.array(sentence).optional(),
  instanceNameFormat: sentence,
  releaseNotes: sentence.optional(),
  groups: z
    .array(z.strictObject({ name, displayName: sentence, isExpanded: z.boolean(), visibleRule: sentence.optional() }))
    .optional(),
  inputs: z.array(Input),
  dataSourceBindings: z
    .array(
      z.strictObject({
        target: name,
        endpointId: sentence,
        dataSourceName: sentence,
        parameters: z.record(sentence, z.string()).optional(),
        resultTemplate: sentence.optional(),
      }),
    )
    .optional(),
  outputVariables: z.array(z.strictObject({ name, description: sentence })),
  restrictions: z.strictObject({
    commands: z.strictObject({ mode: z.enum(['any', 'restricted']) }).optional(),
    settableVariables: z.strictObject({ allowed: z.array(name) }),
  }),
  execution: z.strictObject({ Node20_1: Handler, Node24: Handler }),
});

export type TaskJson = z.output<typeof TaskJson>;
export type TaskInput = TaskJson['inputs'][number];
