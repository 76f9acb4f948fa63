import type * as z from 'zod';
import { ClaudeError, invalid } from '../errors.ts';
import type { ServiceRequest } from '../../core/service.ts';

const LARGEST_BODY = 32 * 1024 * 1024;

/** The JSON object of a request's body. */
export function parseBody({ body, headers }: ServiceRequest): Record<string, unknown> {
  if (body.length > LARGEST_BODY) {
    const message = 'Request exceeds the maximum allowed number of bytes.';
    throw new ClaudeError({ status: 413, type: 'invalid_request_error', message });
  }
  if (!/^application\/json\b/.test(headers['content-type'] ?? '')) {
    throw invalid('Content-Type must be application/json');
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw invalid('The request body is not valid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('The request body must be a JSON object');
  }
  return value as Record<string, unknown>;
}

/** The body as its schema has it, or a 400 that names the first wrong field. */
export function checkShape<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(issue ? explain(issue, []) : 'Invalid request');
}

type Issue = z.core.$ZodIssue;

function explain(issue: Issue, above: readonly PropertyKey[]): string {
  const path = [...above, ...issue.path];
  const at = (name?: string) => [...path, ...(name === undefined ? [] : [name])].map(String).join('.');
  if (issue.code === 'unrecognized_keys') return `${at(issue.keys[0])}: Extra inputs are not permitted`;
  if (issue.code === 'invalid_union') {
    const inner = closestBranch(issue.errors);
    return inner ? explain(inner, path) : `${at()}: Input tag does not match any of the expected tags`;
  }
  if (issue.code === 'invalid_type' && issue.message.includes('received undefined')) {
    return `${at()}: Field required`;
  }
  return `${at()}: ${issue.message}`;
}

/** The issue of the alternative that was meant: the one that was wrong the deepest inside. */
function closestBranch(branches: readonly (readonly Issue[])[]): Issue | undefined {
  return branches.flatMap(([first]) => (first ? [first] : [])).sort((a, b) => depthOf(b) - depthOf(a))[0];
}

const depthOf = (issue: Issue): number => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0);
