import type { ServiceRequest } from '../../core/service.ts';
import { versionError } from '../errors.ts';

/** Which versions a route answers to. */
export interface RouteVersions {
  /** N of 7.2-preview.N, its newest revision. */
  readonly preview: number;
  /** Only ever released as a preview; asked before a client knows the versions, so none is needed. */
  readonly unreleased?: boolean;
  /** Only ever released as a preview, but not without a version. */
  readonly previewOnly?: boolean;
  /** The route is not there before this version, as major times 100 and minor. */
  readonly since?: number;
}

/** 7.1 and 7.2, as major times 100 and minor. */
const [OLDEST, NEWEST] = [701, 702];

/** Refuses a request whose api-version (query or Accept) is missing, malformed or none of the route's. */
export function checkVersion(request: ServiceRequest, versions: RouteVersions): void {
  const { preview, unreleased = false, previewOnly = unreleased } = versions;
  const text = requestedVersion(request);
  if (text === undefined && unreleased) return;
  if (text === undefined)
    throw versionError(
      'VssVersionNotSpecifiedException',
      `No api-version was supplied for the "${request.method}" request. The version must be supplied either as part of the Accept header (e.g. "application/json; api-version=1.0") or as a query parameter (e.g. "?api-version=1.0").`,
    );
  const version = parseVersion(text);
  if (isOutOfRange(version, versions)) throw outOfRange(text, preview);
  if (version.number < OLDEST)
    throw versionError('VssVersionNotSupportedException', `The sandbox answers to 7.1 and 7.2, not to ${text}.`);
  if (!version.isPreview && (version.number === NEWEST || previewOnly))
    throw versionError(
      'VssInvalidPreviewVersionException',
      `The requested version "${text}" of the resource is under preview. The -preview flag must be supplied in the api-version for such requests. For example: "${text}-preview"`,
    );
}

const isOutOfRange = (
  { number, revision }: { readonly number: number; readonly revision: number },
  { preview, since = OLDEST }: RouteVersions,
) => number > NEWEST || revision > preview || (number >= OLDEST && number < since);

function parseVersion(text: string) {
  const match = /^(\d+)\.(\d+)(-preview(?:\.(\d+))?)?$/i.exec(text);
  if (!match)
    throw versionError(
      'VssInvalidApiResourceVersionException',
      `Invalid api version string: "${text}". Api version string must be in the format: {Major}.{Minor}[-preview[.{ResourceVersion}]].`,
    );
  const [, major, minor, isPreview, revision = '1'] = match;
  return {
    number: Number(major) * 100 + Number(minor),
    isPreview: isPreview !== undefined,
    revision: Number(revision),
  };
}

const outOfRange = (text: string, preview: number) =>
  versionError(
    'VssVersionOutOfRangeException',
    `The requested REST API version of ${text} is out of range for this server. The latest REST API version this server supports is 7.2-preview.${preview}.`,
  );

function requestedVersion({ url, headers }: ServiceRequest): string | undefined {
  const inQuery = [...url.searchParams].find(([name]) => name.toLowerCase() === 'api-version')?.[1];
  return inQuery ?? /api-version=([^;,\s]+)/i.exec(headers.accept ?? '')?.[1];
}

/** Whether a request is for 7.2, whose contract has more than that of 7.1. */
export const isNewer = ({ request }: { readonly request: ServiceRequest }): boolean =>
  requestedVersion(request)?.startsWith('7.2') === true;
