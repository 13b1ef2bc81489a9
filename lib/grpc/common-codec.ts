/** `proto/isotherm/v1/common.proto` and the plain values it carries. */
import type { ObservedStatus, ResourceTypeSchema } from '../handler/contract.js';
import type { ReportedObservation } from '../protocol/observation.js';
import type { OfferedType } from '../protocol/worker.js';

export interface ObservationWire {
  readonly status: number;
  readonly properties: string;
  readonly attributes: string;
  readonly reason: string;
}

export interface ResourceTypeWire {
  readonly type: string;
  readonly schemaHash: string;
  readonly schema: string;
}

export interface WelcomeWire {
  readonly engineId: string;
  readonly engines: readonly string[];
}

export interface EnginesWire {
  readonly engines: readonly string[];
}

export interface RefusedWire {
  readonly reason: string;
}

/** A message that this side does not understand: the peer speaks another protocol, or is broken. */
export class BadMessage extends Error {
  override readonly name = 'BadMessage';
}

/** Enum numbers as words, by their place; 0 is never sent. */
export function wordOf<Word extends string>(words: readonly Word[], number: number, what: string): Word {
  const word = words[number - 1];
  if (word === undefined) throw new BadMessage(`${what} ${String(number)} is unknown to this version`);
  return word;
}

export function numberOf<Word extends string>(words: readonly Word[], word: Word): number {
  return words.indexOf(word) + 1;
}

const STATUSES: readonly ObservedStatus[] = ['absent', 'pending', 'ready', 'broken'];

export function encodeObservation(observation: ReportedObservation): ObservationWire {
  return {
    status: numberOf(STATUSES, observation.status),
    properties: observation.properties,
    attributes: observation.attributes,
    reason: observation.reason,
  };
}

export function decodeObservation(wire: ObservationWire): ReportedObservation {
  return {
    status: wordOf(STATUSES, wire.status, 'observed status'),
    properties: wire.properties,
    attributes: wire.attributes,
    reason: wire.reason,
  };
}

export function encodeType(offered: OfferedType): ResourceTypeWire {
  return {
    type: offered.schema.type,
    schemaHash: offered.schemaHash,
    schema: offered.schemaText,
  };
}

/** @throws BadMessage when the schema is not one of the type that it is offered for. */
export function decodeType(wire: ResourceTypeWire): OfferedType {
  let schema: ResourceTypeSchema | null;
  try {
    schema = JSON.parse(wire.schema) as ResourceTypeSchema | null;
  } catch {
    throw new BadMessage(`the schema of ${wire.type} is not JSON`);
  }
  if (schema?.type !== wire.type)
    throw new BadMessage(`the schema offered for ${wire.type} is of another type`);
  return { schema, schemaHash: wire.schemaHash, schemaText: wire.schema };
}

/** A field that proto3 leaves out only when the peer did not set it. */
export function given<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new BadMessage(`${what} is missing`);
  return value;
}
