import './markdown.css';
import type { MarkedToken, Token, Tokens } from 'marked';
import { createElement, Fragment, type ReactNode, useMemo } from 'react';
import { lexMarkdown } from './lex-markdown.ts';
import { OutLink } from './link.tsx';
import { readableText } from './markdown-text.ts';

/** Deeper than this nobody writes on purpose. */
const DEEPEST = 12;

/** Markdown of anyone. HTML in it is shown as text; links lead to web addresses only; pictures are links. */
export function Markdown({ text, level }: { readonly text: string; readonly level: 3 | 4 | 5 }) {
  const tokens = useMemo(() => lexMarkdown(text), [text]);
  if (tokens === undefined) return <pre className="slipway-markdown">{text}</pre>;
  return (
    <div className="slipway-markdown" dir="auto">
      {blocks(tokens, { depth: 0, level })}
    </div>
  );
}

interface Place {
  readonly depth: number;
  /** Of all headings, so that the outline of the page stays whole. */
  readonly level: number;
}

const blocks = (tokens: readonly Token[] | undefined, place: Place): ReactNode =>
  (tokens ?? []).map((token, index) => <Fragment key={index}>{block(token as MarkedToken, place)}</Fragment>);

/** Blocks; what is none of those here stands in a line, or is shown as it is written. */
function block(token: MarkedToken, place: Place): ReactNode {
  if (place.depth > DEEPEST) return token.raw;
  const deeper = { ...place, depth: place.depth + 1 };
  switch (token.type) {
    case 'space':
    case 'def':
    case 'checkbox':
      return null;
    case 'heading':
      return createElement(`h${place.level}`, {}, blocks(token.tokens, deeper));
    case 'paragraph':
      return <p>{blocks(token.tokens, deeper)}</p>;
    case 'blockquote':
      return <blockquote>{blocks(token.tokens, deeper)}</blockquote>;
    case 'code':
      return (
        <pre tabIndex={0}>
          <code>{token.text}</code>
        </pre>
      );
    case 'hr':
      return <hr />;
    case 'list':
      return <List list={token} place={deeper} />;
    case 'table':
      return <Table table={token} place={deeper} />;
    default:
      return styled(token, deeper);
  }
}

function styled(token: MarkedToken, place: Place): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{blocks(token.tokens, place)}</strong>;
    case 'em':
      return <em>{blocks(token.tokens, place)}</em>;
    case 'del':
      return <del>{blocks(token.tokens, place)}</del>;
    case 'link':
      return <OutLink href={token.href}>{blocks(token.tokens, place)}</OutLink>;
    case 'text':
      return 'tokens' in token ? blocks(token.tokens, place) : readableText(token.text);
    default:
      return plain(token);
  }
}

function plain(token: MarkedToken): ReactNode {
  switch (token.type) {
    case 'escape':
      return token.text;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'br':
      return <br />;
    case 'image':
      return <OutLink href={token.href}>{token.text === '' ? 'picture' : token.text}</OutLink>;
    default:
      return token.raw;
  }
}

function List({ list: { items, ordered, start }, place }: { readonly list: Tokens.List; readonly place: Place }) {
  const shown = items.map((item, index) => <li key={index}>{blocks(item.tokens, place)}</li>);
  return ordered ? <ol start={start === '' ? 1 : start}>{shown}</ol> : <ul>{shown}</ul>;
}

function Table({ table: { header, rows }, place }: { readonly table: Tokens.Table; readonly place: Place }) {
  return (
    <div className="slipway-table-frame">
      <table className="slipway-table">
        <thead>
          <tr>
            {header.map((cell, index) => (
              <th key={index} scope="col">
                {blocks(cell.tokens, place)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) => (
                <td key={index}>{blocks(cell.tokens, place)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
