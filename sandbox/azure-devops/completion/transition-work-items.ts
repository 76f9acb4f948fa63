import type { PullRequestPlace } from '../rest/call.ts';
import { identityOf, type World } from '../world.ts';
import { placeOfItem } from '../work-items/place.ts';
import { findType } from '../work-items/process-templates.ts';
import { workItemsOf } from '../work-items/pull-request-links.ts';
import { updateItem } from '../work-items/save-item.ts';

/** Moves the linked work items to the next state of their type, unless they are at its end. */
export function transitionWorkItems(world: World, { organisation, pullRequest }: PullRequestPlace, byId: string): void {
  for (const id of workItemsOf(pullRequest)) {
    const place = placeOfItem(world, organisation, id);
    const states = place && findType(place.project, place.item.type)?.states;
    if (!states) continue;
    const at = states.findIndex(({ name }) => name === place.item.fields['System.State']);
    const next = states[at + 1];
    if (at < 0 || next === undefined || next.category === 'Removed') continue;
    const patch = [{ op: 'add' as const, path: '/fields/System.State', value: next.name }];
    updateItem(place, patch, { by: identityOf(organisation, byId) });
  }
}
