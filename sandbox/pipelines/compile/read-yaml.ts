import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { Budget } from '../expressions/budget.ts';
import { PipelineInvalid } from '../plan.ts';
import { checkSyntax } from './check-syntax.ts';
import { refuse, within, type MappingNode, type Place, type ScalarNode, type YamlNode } from './node.ts';

/** Characters of one file. */
const MAX_LENGTH = 2_000_000;
const MAX_DEPTH = 100;

interface Reading {
  readonly placeAt: (offset: number | undefined) => Place;
  readonly budget: Budget;
}

/**
 * Reads a file as Azure Pipelines does: YAML 1.2, core schema, no anchors, no tags, no key twice (whatever its case; directives may
 * be). Throws PipelineInvalid. `file`: as messages name it.
 */
export function readYaml(text: string, file: string, budget: Budget): YamlNode {
  const start = { file, line: 1, column: 1 };
  if (text.length > MAX_LENGTH) refuse(start, 'Maximum object size exceeded');
  const lines = new LineCounter();
  const placeAt = (offset = 0) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const document = parse(text, lines, file);
  for (const { pos, message } of document.errors.slice(0, 1)) refuse(placeAt(pos[0]), message);
  if (document.contents === null) refuse(start, "Unexpected value ''");
  const root = convert(document.contents, { placeAt, budget }, 1);
  checkSyntax(root);
  return root;
}

function parse(text: string, lineCounter: LineCounter, file: string): Document.Parsed {
  try {
    return parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: false, prettyErrors: false, lineCounter });
  } catch (error) {
    // The parser recurses; nothing else of it is thrown.
    if (error instanceof RangeError) throw new PipelineInvalid(`${file}: Maximum object depth exceeded`);
    throw error;
  }
}

function convert(node: Node | null, reading: Reading, depth: number): YamlNode {
  const place = reading.placeAt(node?.range?.[0]);
  within(place, () => {
    reading.budget.step();
  });
  if (depth > MAX_DEPTH) refuse(place, 'Maximum object depth exceeded');
  if (isAlias(node)) refuse(place, `Anchors are not currently supported. Remove the anchor '${node.source}'`);
  if (node?.anchor !== undefined)
    refuse(place, `Anchors are not currently supported. Remove the anchor '${node.anchor}'`);
  if (node?.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:'))
    refuse(place, `Unexpected tag '${node.tag}'`);
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(item as Node | null, reading, depth + 1));
    return { kind: 'sequence', place, items, isFinal: false };
  }
  return isMap(node) ? convertMap(node, reading, depth) : convertScalar(node, place);
}

function convertMap(node: Node & { items: unknown[] }, reading: Reading, depth: number): MappingNode {
  const place = reading.placeAt(node.range?.[0]);
  const seen = new Set<string>();
  const entries = node.items.filter(isPair).map((pair) => {
    const key = convert(pair.key as Node | null, reading, depth + 1);
    if (key.kind !== 'scalar') refuse(key.place, 'A scalar value was expected');
    const name = key.text.toLowerCase();
    if (seen.has(name) && !name.includes('${{')) refuse(key.place, `'${key.text}' is already defined`);
    seen.add(name);
    const value = pair.value as Node | null;
    return { key, value: value === null ? { ...emptyAt(key.place) } : convert(value, reading, depth + 1) };
  });
  return { kind: 'mapping', place, entries, isFinal: false };
}

const emptyAt = (place: Place): ScalarNode => ({ kind: 'scalar', place, text: '', value: null, isFinal: false });

function convertScalar(node: Node | null, place: Place): ScalarNode {
  if (!isScalar(node)) return emptyAt(place);
  const { value, source, type } = node;
  const written = type === 'PLAIN' ? (source ?? String(value)) : String(value);
  const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  return { kind: 'scalar', place, text: value === null ? '' : written, value: known, isFinal: false };
}
