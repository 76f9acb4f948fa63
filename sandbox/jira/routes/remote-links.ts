import * as z from 'zod';
import type { RemoteLink } from '../documents.ts';
import { fieldErrors, refusal } from '../errors.ts';
import { json, noContent } from '../rest/answers.ts';
import { may } from '../rest/authentication.ts';
import { readBody } from '../rest/body.ts';
import { requireIssue, value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import type { IssuePlace } from '../workflow/offered.ts';
import { restUrl, saveIssue } from '../world.ts';

const LONGEST = 255;

const icon = z.strictObject({
  url16x16: z.string().optional(),
  title: z.string().optional(),
  link: z.string().optional(),
});

const linkBody = z.strictObject({
  globalId: z.string().optional(),
  application: z.strictObject({ type: z.string().optional(), name: z.string().optional() }).optional(),
  relationship: z.string().optional(),
  object: z
    .strictObject({
      url: z.string().optional(),
      title: z.string().optional(),
      summary: z.string().optional(),
      icon: icon.optional(),
      status: z.strictObject({ resolved: z.boolean().optional(), icon: icon.optional() }).optional(),
    })
    .optional(),
});

type LinkBody = z.infer<typeof linkBody>;

const tooLong = (name: string, text: string | undefined): readonly (readonly [string, string])[] =>
  (text ?? '').length > LONGEST ? [[name, `'${name}' must be at most ${LONGEST} characters long.`]] : [];

function findUrlFault(url: string | undefined): string | undefined {
  if (!url) return "'url' is required.";
  return /^https?:\/\/\S+$/i.test(url) ? undefined : 'The url is not valid.';
}

function findFaults({ globalId, relationship, object }: LinkBody): readonly (readonly [string, string])[] {
  const url = findUrlFault(object?.url);
  return [
    ...(url === undefined ? [] : [['url', url] as const]),
    ...(object?.title ? tooLong('title', object.title) : [['title', "'title' is required."] as const]),
    ...tooLong('globalId', globalId),
    ...tooLong('relationship', relationship),
  ];
}

function readLink(call: Call): Omit<RemoteLink, 'id'> {
  const body = readBody(call, linkBody);
  const { globalId, application, relationship, object } = body;
  const faults = findFaults(body);
  if (!object || faults.length > 0) throw fieldErrors(Object.fromEntries(faults));
  return {
    object,
    ...(globalId === undefined ? {} : { globalId }),
    ...(application ? { application } : {}),
    ...(relationship === undefined ? {} : { relationship }),
  };
}

const present = ({ world }: Call, { issue }: IssuePlace, link: RemoteLink) => ({
  ...link,
  self: restUrl(world, `issue/${issue.key}/remotelink/${link.id}`),
  application: link.application ?? {},
});

function listLinks(call: Call) {
  const place = requireIssue(call);
  const globalId = call.query.get('globalId');
  if (globalId === null) return json(place.issue.remoteLinks.map((link) => present(call, place, link)));
  const link = place.issue.remoteLinks.find((one) => one.globalId === globalId);
  if (!link) throw refusal(404, `A remote issue link with the global id '${globalId}' does not exist on this issue.`);
  return json(present(call, place, link));
}

function requireLink(call: Call, { issue }: IssuePlace): RemoteLink {
  const link = issue.remoteLinks.find(({ id }) => String(id) === value(call, 'link'));
  if (!link) throw refusal(404, `A remote issue link with the id '${value(call, 'link')}' does not exist.`);
  return link;
}

function getLink(call: Call) {
  const place = requireIssue(call);
  return json(present(call, place, requireLink(call, place)));
}

function requireLinker({ caller }: Call, { project }: IssuePlace): void {
  if (!may(caller, 'LINK_ISSUES', project)) throw refusal(403, 'No Link Issue Permission for issue');
}

/** The link of a global id is replaced whole: what is not sent again is gone. */
function postLink(call: Call) {
  const { world } = call;
  const place = requireIssue(call);
  requireLinker(call, place);
  const given = readLink(call);
  const { remoteLinks } = place.issue;
  const at = given.globalId === undefined ? -1 : remoteLinks.findIndex(({ globalId }) => globalId === given.globalId);
  const link = { id: remoteLinks[at]?.id ?? Number(world.store.takeId()), ...given };
  if (at < 0) remoteLinks.push(link);
  else remoteLinks[at] = link;
  saveIssue(world, place.issue);
  const self = restUrl(world, `issue/${place.issue.key}/remotelink/${link.id}`);
  return json({ id: link.id, self }, at < 0 ? 201 : 200);
}

function putLink(call: Call) {
  const place = requireIssue(call);
  requireLinker(call, place);
  const link = requireLink(call, place);
  const { remoteLinks } = place.issue;
  remoteLinks[remoteLinks.indexOf(link)] = { id: link.id, ...readLink(call) };
  saveIssue(call.world, place.issue);
  return noContent();
}

function deleteLinks(call: Call) {
  const place = requireIssue(call);
  requireLinker(call, place);
  const { remoteLinks } = place.issue;
  const globalId = call.query.get('globalId');
  const link =
    value(call, 'link') === '' ? remoteLinks.find((one) => one.globalId === globalId) : requireLink(call, place);
  if (!link)
    throw refusal(404, `A remote issue link with the global id '${globalId ?? ''}' does not exist on this issue.`);
  remoteLinks.splice(remoteLinks.indexOf(link), 1);
  saveIssue(call.world, place.issue);
  return noContent();
}

export const remoteLinkRoutes: readonly Route[] = [
  route('GET', 'issue/{issue}/remotelink', listLinks),
  route('POST', 'issue/{issue}/remotelink', postLink),
  route('DELETE', 'issue/{issue}/remotelink', deleteLinks),
  route('GET', 'issue/{issue}/remotelink/{link}', getLink),
  route('PUT', 'issue/{issue}/remotelink/{link}', putLink),
  route('DELETE', 'issue/{issue}/remotelink/{link}', deleteLinks),
];
