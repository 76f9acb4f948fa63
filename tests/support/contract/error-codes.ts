import { readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { readText, root } from './shipped.ts';

const CODE = /^[A-Z]+(?:_[A-Z]+)*$/;

/** The codes that a source file gives to errors: the texts in a property `code` that look like one. */
export function findCodes(source: string, file = 'source.ts'): readonly string[] {
  const codes: string[] = [];
  const visit = (node: ts.Node, inCode: boolean): void => {
    if (inCode && ts.isStringLiteralLike(node) && CODE.test(node.text)) codes.push(node.text);
    const isCode = ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === 'code';
    ts.forEachChild(node, (child) => visit(child, inCode || isCode));
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest), false);
  return codes;
}

/** The codes of all sources that can fail before a user: what ships, and `npm run review`. */
export function listCodes(): readonly string[] {
  const files = [...listSources('src'), ...listSources('tasks'), 'sandbox/review-branch.ts'];
  return [...new Set(files.flatMap((file) => findCodes(readText(file), file)))].sort();
}

const listSources = (folder: string): readonly string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(folder, file));
