import type { IndexDocument } from './ledger-documents.ts';

/** As it is stored: a line for each release, so that a commit shows what it changed and ten thousand lines stay small. */
export function renderIndex({ schema, components }: IndexDocument): string {
  const text = components.map((component) => {
    const fields = Object.entries(component).map(([name, value]) => `      "${name}": ${renderField(value)}`);
    return `    {\n${fields.join(',\n')}\n    }`;
  });
  return `{\n  "schema": ${schema},\n  "components": ${renderList(text, '  ')}\n}\n`;
}

const renderField = (value: unknown): string =>
  Array.isArray(value)
    ? renderList(
        value.map((item) => `        ${JSON.stringify(item)}`),
        '      ',
      )
    : JSON.stringify(value);

const renderList = (items: readonly string[], indent: string): string =>
  items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n${indent}]`;
