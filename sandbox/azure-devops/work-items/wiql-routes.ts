import * as z from 'zod';
import { may } from '../rest/authentication.ts';
import { organisationUrl } from '../present/repository.ts';
import { json } from '../rest/answers.ts';
import { readBody } from '../rest/body.ts';
import { projectOf, queryNumber, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import type { FieldDefinition } from './fields.ts';
import { parseWiql, type Condition, type WiqlQuery } from './parse-wiql.ts';
import { placeOfItem, type WorkItemPlace } from './place.ts';
import { fieldsOf, workItemUrl } from './present.ts';

const MOST_ITEMS = 20_000;

const wiql = z.strictObject({ query: z.string().trim().min(1) });

/** A field as queries compare it: identities by display name. */
function comparable(place: WorkItemPlace, { referenceName }: FieldDefinition): string | number {
  if (referenceName === 'System.Id') return place.item.id;
  if (referenceName === 'System.Rev') return place.item.rev;
  const value = fieldsOf(place)[referenceName];
  if (typeof value === 'number') return value;
  if (typeof value === 'object' && value !== null && 'displayName' in value)
    return String(value.displayName).toLowerCase();
  return typeof value === 'string' ? value.toLowerCase() : '';
}

function order(one: string | number, other: string | number): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function matches(place: WorkItemPlace, { field, comparison, values }: Condition): boolean {
  const actual = comparable(place, field);
  const wanted = values.map((value) => (typeof actual === 'number' ? Number(value) : value.toLowerCase()));
  const first = wanted[0] ?? '';
  switch (comparison) {
    case '=':
      return actual === first;
    case '<>':
      return actual !== first;
    case '<':
      return order(actual, first) < 0;
    case '>':
      return order(actual, first) > 0;
    case '<=':
      return order(actual, first) <= 0;
    case '>=':
      return order(actual, first) >= 0;
    case 'IN':
      return wanted.includes(actual);
    case 'CONTAINS':
      return String(actual).includes(String(first));
    case 'UNDER':
      return actual === first || String(actual).startsWith(`${String(first)}\\`);
  }
}

function select(places: readonly WorkItemPlace[], query: WiqlQuery): readonly WorkItemPlace[] {
  const found = places.filter((place) => query.conditions.every((condition) => matches(place, condition)));
  return found.sort((one, other) => {
    for (const { field, descending } of query.order) {
      const by = order(comparable(one, field), comparable(other, field));
      if (by !== 0) return descending ? -by : by;
    }
    return one.item.id - other.item.id;
  });
}

/** A query asks the whole organisation unless it names a project, as the real one does. */
function runQuery(call: Call) {
  const project = projectOf(call);
  const query = parseWiql(readBody(call, wiql).query, project?.name);
  const { world, organisation } = call;
  const ids = may(call.caller, 'readCode') ? organisation.workItems.all.map(({ id }) => id) : [];
  const places = ids.flatMap((id) => placeOfItem(world, organisation, id) ?? []);
  const top = queryNumber(call, '$top', MOST_ITEMS);
  const present = ({ referenceName, name }: FieldDefinition) => ({
    referenceName,
    name,
    url: `${organisationUrl(world, organisation)}/_apis/wit/fields/${referenceName}`,
  });
  return json({
    queryType: 'flat',
    queryResultType: 'workItem',
    asOf: world.clock.now().toISOString(),
    columns: query.columns.map(present),
    sortColumns: query.order.map(({ field, descending }) => ({ field: present(field), descending })),
    workItems: select(places, query)
      .slice(0, top)
      .map((place) => ({ id: place.item.id, url: workItemUrl(place) })),
  });
}

export const wiqlRoutes: readonly Route[] = [route('POST', 'wit/wiql', 2, runQuery)];
