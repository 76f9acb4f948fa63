import { gunzipSync } from 'node:zlib';
import type { ServiceRequest } from '../../core/service.ts';
import { RestError } from '../errors.ts';

/** The body of a request as git wrote it: it packs what is long. */
export function unpackBody({ headers, body }: ServiceRequest): Buffer {
  if (headers['content-encoding'] !== 'gzip') return body;
  try {
    return gunzipSync(body);
  } catch {
    throw new RestError(400, 'InvalidArgumentException', 'The body is not what its Content-Encoding says.');
  }
}
