import { DoesNotFit, fitToSchema, minimalValue, propertyOf, type JsonSchema } from '../schema/fit-to-schema.ts';
import { answerWith, reply, say, thinking, toolUse, type ScriptedAnswer } from '../scripted-answer.ts';
import { blocksOf, type MessagesRequest } from '../strict/request-schema.ts';
import { findProblems, findUnknownCalls } from './find-problems.ts';
import { parsePromptDiff, type PromptFile } from './prompt-diff.ts';
import type { Reported } from './reported.ts';
import { asksForTicket, writeTicket } from './ticket-writer.ts';
import { inputFor } from './tool-input.ts';

/** What whoever shows the stand-in's findings says of them. */
export const standInNotice =
  'Reviewed by the stand-in, a handful of fixed rules for trying Slipway without a key. It is not a model.';

/**
 * Two turns, as a model would take them: it looks around with the tools that are offered, then it answers. A request for
 * a ticket gets one; whatever else is asked for gets the least that its format allows.
 */
export function reviewAsStandIn(request: MessagesRequest): ScriptedAnswer {
  const schema = request.output_config?.format?.schema;
  if (!schema) return say(standInNotice);
  if (asksForTicket(schema)) return answerWith(writeTicket(promptOf(request)));
  if (!propertyOf(schema, ['findings'])) return answerWith(minimalValue(schema));
  const files = parsePromptDiff(diffOf(request));
  return lookAround(request, files) ?? answerWith({ findings: fitting(schema, findProblems(files, grepped(request))) });
}

const promptOf = ({ messages }: MessagesRequest): string =>
  messages
    .filter(({ role }) => role === 'user')
    .flatMap(blocksOf)
    .flatMap((block) => (block.type === 'text' ? [block.text] : []))
    .join('\n');

/** The prompt's diff: what is between its marks, where it has them. */
function diffOf(request: MessagesRequest): string {
  const prompt = promptOf(request);
  return prompt.slice(prompt.lastIndexOf('\n<diff>\n') + 1);
}

/** The first turn's calls; undefined when there is nothing to look at, nothing to look with, or it was done. */
function lookAround(request: MessagesRequest, files: readonly PromptFile[]): ScriptedAnswer | undefined {
  const { tools = [], tool_choice, messages } = request;
  const hasLooked = messages.some((message) => blocksOf(message).some(({ type }) => type === 'tool_use'));
  if (hasLooked || tool_choice?.type === 'none') return undefined;
  const place = suspiciousPlace(files);
  if (!place) return undefined;
  const tool = (name: string) => tools.find((offered) => offered.name.toLowerCase() === name);
  const read = tool('read');
  const grep = tool('grep');
  const names = findUnknownCalls(files).slice(0, 2);
  const calls = [
    ...(read ? [toolUse(read.name, inputFor(read.input_schema, readHints(place)))] : []),
    ...(grep
      ? names.map((name) => toolUse(grep.name, inputFor(grep.input_schema, { pattern: `async function ${name}` })))
      : []),
  ];
  if (calls.length === 0) return undefined;
  const callees = names.length > 0 ? ` Then where ${names.join(' and ')} come from.` : '';
  return reply([thinking(`Reading ${place.path} around line ${place.line}.${callees}`), ...calls]);
}

interface PlaceInFile {
  readonly path: string;
  readonly line: number;
}

/** The worst finding's place, or the first added line. */
function suspiciousPlace(files: readonly PromptFile[]): PlaceInFile | undefined {
  const [worst] = findProblems(files, []);
  if (worst) return { path: worst.path, line: worst.startLine };
  for (const { path, hunks } of files) {
    const line = hunks.flat().find(({ marker }) => marker === '+')?.number;
    if (line !== undefined) return { path, line };
  }
  return undefined;
}

const readHints = ({ path, line }: PlaceInFile) => {
  const start = Math.max(1, line - 20);
  return { path, start, end: line + 20, count: 41 };
};

/** Names that a tool's result shows to be async functions. */
const grepped = ({ messages }: MessagesRequest): string[] =>
  messages
    .flatMap(blocksOf)
    .flatMap((block) => (block.type === 'tool_result' && !block.is_error ? [JSON.stringify(block.content ?? '')] : []))
    .flatMap((text) => [...text.matchAll(/\basync function ([A-Za-z_$][\w$]*)/g)])
    .flatMap(([, name]) => (name ? [name] : []));

/** The findings in the schema's own shape; none when it is not a shape that findings of a place would have. */
function fitting(schema: JsonSchema, findings: readonly Reported[]): unknown[] {
  const item = propertyOf(schema, ['findings', 'items']);
  const wanted = item?.properties ?? {};
  if (!['path', 'startLine', 'title'].every((name) => Object.hasOwn(wanted, name))) return [];
  return findings.flatMap((finding) => {
    const known = Object.fromEntries(Object.entries(finding).filter(([name]) => Object.hasOwn(wanted, name)));
    try {
      fitToSchema(schema, { findings: [known] });
      return [known];
    } catch (error) {
      if (error instanceof DoesNotFit) return [];
      throw error;
    }
  });
}
