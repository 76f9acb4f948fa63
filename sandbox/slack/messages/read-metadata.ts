import { isObject } from '../blocks/shape.ts';
import type { Metadata } from '../documents.ts';
import { refuse } from '../errors.ts';

/** Of the payload, as JSON. */
const MOST_BYTES = 16_384;

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

const isFlat = (value: unknown): boolean => isObject(value) && Object.values(value).every(isScalar);

/** Slack takes scalars, and objects of scalars one deep, alone or as a list. */
const isPayloadValue = (value: unknown): boolean =>
  isScalar(value) || isFlat(value) || (Array.isArray(value) && value.every((part) => isScalar(part) || isFlat(part)));

/** The metadata argument; undefined when absent, `none` for the empty object that takes it away. */
export function readMetadata(given: unknown): Metadata | 'none' | undefined {
  if (given === undefined || given === '') return undefined;
  if (!isObject(given)) throw refuse('metadata_must_be_an_object');
  const names = Object.keys(given);
  if (names.length === 0) return 'none';
  const { event_type: type, event_payload: payload } = given;
  if (typeof type !== 'string' || !/^[\w.-]{1,255}$/.test(type)) throw refuse('invalid_metadata_format');
  if (!isObject(payload) || names.some((name) => name !== 'event_type' && name !== 'event_payload'))
    throw refuse('invalid_metadata_format');
  if (!Object.values(payload).every(isPayloadValue)) throw refuse('invalid_metadata_format');
  if (Buffer.byteLength(JSON.stringify(payload)) > MOST_BYTES) throw refuse('metadata_too_large');
  return { event_type: type, event_payload: payload };
}
