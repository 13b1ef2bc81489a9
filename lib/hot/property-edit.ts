import type { Json, JsonObject } from '../json.js';
import { own } from './sections.js';
import { isMap } from './storable.js';

/** What a property of a resource shall be. */
export interface PropertyEdit {
  readonly resource: string;
  readonly property: string;
  readonly value: Json;
}

/** A resource as the template defines it. */
export function definitionOf(document: JsonObject, resource: string): JsonObject | undefined {
  const resources = own(document, 'resources');
  const definition = isMap(resources) ? own(resources, resource) : undefined;
  return isMap(definition) ? definition : undefined;
}

/** What the template gives a property; undefined: nothing. */
export function propertyOf(
  document: JsonObject,
  { resource, property }: Pick<PropertyEdit, 'resource' | 'property'>,
): Json | undefined {
  const properties = own(definitionOf(document, resource) ?? {}, 'properties');
  return isMap(properties) ? own(properties, property) : undefined;
}

/** The document as it shall be; all resources of the edits are there. */
export function withProperties(document: JsonObject, edits: readonly PropertyEdit[]): JsonObject {
  const resources: Record<string, Json> = { ...(own(document, 'resources') as JsonObject) };
  for (const { resource, property, value } of edits) {
    const definition = own(resources, resource) as JsonObject;
    const properties = (own(definition, 'properties') ?? {}) as JsonObject;
    resources[resource] = { ...definition, properties: { ...properties, [property]: value } };
  }
  return { ...document, resources };
}
