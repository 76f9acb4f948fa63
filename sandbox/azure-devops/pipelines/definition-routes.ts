import { json, list } from '../rest/answers.ts';
import { queryNumber, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { pipelineOf, pipelinesOf, projectPlace, refuseUnknownQuery } from './place.ts';
import { presentDefinition } from './present.ts';

const LARGEST_PAGE = 10_000;

/** A name with * for any text, in any case. */
function nameTest(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined || pattern === '') return () => true;
  const pieces = pattern.toLowerCase().split('*');
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)];
  if (pieces.length === 1) return (name) => name.toLowerCase() === first;
  return (text) => {
    const name = text.toLowerCase();
    let at = first.length;
    if (!name.startsWith(first)) return false;
    for (const piece of pieces.slice(1, -1)) {
      const found = name.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return name.length - last.length >= at && name.endsWith(last);
  };
}

function listDefinitions(call: Call) {
  refuseUnknownQuery(call, ['name', '$top', 'path']);
  const place = projectPlace(call);
  const matches = nameTest(call.query.get('name'));
  const path = call.query.get('path');
  const found = pipelinesOf(place).filter(
    ({ name, folder }) => matches(name) && (path === undefined || folder.toLowerCase() === path.toLowerCase()),
  );
  const page = found.slice(0, queryNumber(call, '$top', LARGEST_PAGE));
  return list(page.map((pipeline) => presentDefinition({ ...place, pipeline }, { listed: true })));
}

export const definitionRoutes: readonly Route[] = [
  route('GET', 'build/definitions', 8, listDefinitions),
  route('GET', 'build/definitions/{definition}', 8, (call) => json(presentDefinition(pipelineOf(call, 'definition')))),
];
