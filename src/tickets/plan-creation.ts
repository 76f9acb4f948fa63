import { SlipwayError } from '../errors.ts';
import { allowedText, fillFields, type GivenFields } from './fill-fields.ts';
import type { FieldValues, TicketCreator, TicketField, TicketType } from './ports.ts';
import { sameLetters } from './status-target.ts';

export interface CreationSettings {
  readonly project: string;
  readonly issueType: string;
}

/** Where and as what a ticket is created; made only when nothing on its screen is in the way. */
export interface CreationPlan {
  readonly project: string;
  readonly type: TicketType;
  readonly hasDescription: boolean;
  readonly labels: readonly string[];
  /** Required ones that allow a single value have it. */
  readonly fields: FieldValues;
}

/** Fields that creating fills; Jira itself puts our account into `reporter`. */
const FILLED: readonly string[] = ['summary', 'description', 'project', 'issuetype', 'labels', 'reporter'];

/** The label by which tickets that we created are searched. */
const LABEL = 'slipway';

const MAX_LISTED = 30;

/**
 * Checks project, type and required fields. Throws TICKET_PROJECT_UNKNOWN, TICKET_TYPE_UNKNOWN or TICKET_FIELDS_REQUIRED,
 * each with what is allowed.
 */
export async function planCreation(
  jira: TicketCreator,
  { project: given, issueType }: CreationSettings,
): Promise<CreationPlan> {
  const project = given.trim().toUpperCase();
  const types = await jira.listTypes(project);
  if (types === undefined) throw projectUnknown(project, await jira.listProjects());
  const usable = types.filter(({ isSubtask }) => !isSubtask);
  const type = usable.find(({ id, name }) => id === issueType || sameLetters(name) === sameLetters(issueType));
  if (type === undefined) throw typeUnknown(project, issueType, usable);
  const fields = await jira.listCreateFields(project, type.id);
  const { values, problems } = fillFields(fields, findOnlyValues(fields), FILLED);
  if (problems.length > 0) throw fieldsRequired(project, type, problems);
  const labels = fields.find(({ id }) => id === 'labels');
  return {
    project,
    type,
    hasDescription: fields.some(({ id }) => id === 'description'),
    labels: labels && takes(labels, LABEL) ? [LABEL] : [],
    fields: values,
  };
}

/** What must be chosen where there is no choice, by the field's id. */
const findOnlyValues = (fields: readonly TicketField[]): GivenFields =>
  Object.fromEntries(
    fields.flatMap(({ id, required, hasDefault, allowed = [] }) => {
      const [only, ...others] = allowed;
      const isMissing = required && !hasDefault && !FILLED.includes(id);
      return isMissing && only !== undefined && others.length === 0 ? [[id, only.id] as const] : [];
    }),
  );

const takes = ({ allowed }: TicketField, label: string): boolean =>
  allowed === undefined || allowed.some(({ name }) => name === label);

function projectUnknown(project: string, projects: readonly string[]): SlipwayError {
  const names = projects.slice(0, MAX_LISTED).join(', ') || 'none';
  return new SlipwayError(`No ticket can be created in the project ${project}: this account sees ${names}.`, {
    kind: 'input',
    code: 'TICKET_PROJECT_UNKNOWN',
    hint: 'Set "project" to the key of a project in which the account of the connection may create issues.',
  });
}

function typeUnknown(project: string, issueType: string, types: readonly TicketType[]): SlipwayError {
  const allowed = allowedText({ allowed: types });
  return new SlipwayError(`The project ${project} has no issue type ${JSON.stringify(issueType)}${allowed}.`, {
    kind: 'input',
    code: 'TICKET_TYPE_UNKNOWN',
    hint: 'Set "issueType" to one of them.',
  });
}

const fieldsRequired = (project: string, { name }: TicketType, problems: readonly string[]): SlipwayError =>
  new SlipwayError([`No ${name} can be created in the project ${project} from here.`, ...problems].join('\n'), {
    kind: 'input',
    code: 'TICKET_FIELDS_REQUIRED',
    hint: 'Give these fields a default in Jira, make them optional, or choose another "issueType".',
  });
