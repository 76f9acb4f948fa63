import * as z from 'zod';
import { unexpectedAnswer } from './transport.ts';

/** Numbers and texts are both given as ids. */
const Id = z.union([z.string(), z.number()]).transform(String);

export const WireStatus = z.object({
  id: Id,
  name: z.string(),
  statusCategory: z.object({ key: z.string().nullish() }).nullish(),
});

export const WireIssue = z.object({
  key: z.string(),
  fields: z
    .object({
      summary: z.string().nullish(),
      issuetype: z.object({ name: z.string() }).nullish(),
      status: WireStatus.nullish(),
      labels: z.array(z.string()).nullish(),
      fixVersions: z.array(z.object({ name: z.string() })).nullish(),
      project: z.object({ key: z.string() }).nullish(),
      created: z.string().nullish(),
    })
    .nullish(),
  properties: z.record(z.string(), z.unknown()).nullish(),
});

export const WireFieldMeta = z.object({
  fieldId: z.string().nullish(),
  key: z.string().nullish(),
  name: z.string().nullish(),
  required: z.boolean().nullish(),
  hasDefaultValue: z.boolean().nullish(),
  schema: z
    .object({
      type: z.string().nullish(),
      items: z.string().nullish(),
      system: z.string().nullish(),
      custom: z.string().nullish(),
    })
    .nullish(),
  allowedValues: z
    .array(
      z
        .object({
          id: Id.nullish(),
          name: z.string().nullish(),
          value: z.string().nullish(),
          key: z.string().nullish(),
        })
        .catch({}),
    )
    .nullish(),
});

export const WireTransitions = z.object({
  transitions: z.array(
    z.object({
      id: Id,
      name: z.string(),
      to: WireStatus,
      isAvailable: z.boolean().nullish(),
      isConditional: z.boolean().nullish(),
      fields: z.record(z.string(), WireFieldMeta).nullish(),
    }),
  ),
});

/** One saved change of an issue, of one or more fields. */
export const WireChange = z.object({
  id: Id.nullish(),
  created: z.string().nullish(),
  items: z
    .array(
      z.object({
        field: z.string().nullish(),
        /** Data Center gives none. */
        fieldId: z.string().nullish(),
        fieldtype: z.string().nullish(),
        from: z.string().nullish(),
        to: z.string().nullish(),
      }),
    )
    .nullish(),
});

export const WireHistory = z.object({ changelog: z.object({ histories: z.array(WireChange) }).nullish() });

const Property = z.object({ key: z.string(), value: z.unknown() });

export const WireComment = z.object({
  id: Id,
  /** A document on Cloud, wiki text on Data Center. */
  body: z.unknown(),
  properties: z.array(Property).nullish(),
});

export const WireComments = z.object({ comments: z.array(WireComment), total: z.number().nullish() });

export const WireVersion = z.object({
  id: Id,
  name: z.string(),
  released: z.boolean().nullish(),
  archived: z.boolean().nullish(),
});

export const WireType = z.object({ id: Id, name: z.string(), subtask: z.boolean().nullish() });

export const WireTypeStatuses = z.array(z.object({ name: z.string(), statuses: z.array(WireStatus) }));

export const WireProject = z.object({ id: Id, key: z.string() });

export const WireRemoteLink = z.object({
  globalId: z.string().nullish(),
  object: z.object({ url: z.string().nullish(), title: z.string().nullish() }).nullish(),
});
/** One when a global id was asked for, else all. */
export const WireRemoteLinks = z.union([z.array(WireRemoteLink), WireRemoteLink.transform((link) => [link])]);

export const WireCreated = z.object({ key: z.string() });

export type WireIssue = z.output<typeof WireIssue>;
export type WireStatus = z.output<typeof WireStatus>;
export type WireFieldMeta = z.output<typeof WireFieldMeta>;
export type WireTransition = z.output<typeof WireTransitions>['transitions'][number];
export type WireChange = z.output<typeof WireChange>;
export type WireComment = z.output<typeof WireComment>;
export type WireTypeStatuses = z.output<typeof WireTypeStatuses>;
export type WireVersion = z.output<typeof WireVersion>;
export type WireType = z.output<typeof WireType>;
export type WireRemoteLink = z.output<typeof WireRemoteLink>;

/** What Jira answered, in the shape that we use; everything else may be there. Throws JIRA_UNEXPECTED_ANSWER. */
export function readWire<Shape extends z.ZodType>(shape: Shape, operation: string, answer: unknown): z.output<Shape> {
  const parsed = shape.safeParse(answer);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
  throw unexpectedAnswer(operation, `${field === '' ? 'the answer' : field} is not as documented`);
}
