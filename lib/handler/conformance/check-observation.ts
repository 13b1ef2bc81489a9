import assert from 'node:assert/strict';
import type { JsonObject } from '../../json.js';
import type { Observation } from '../contract.js';
import { describeType, isOpen, type AnyHandler } from '../describe-type.js';
import { membersOf } from '../value-schema.js';

const STATUSES = ['absent', 'pending', 'ready', 'broken'];

/** Fails when an observation says what the type's schema does not. */
export function checkObservation(handler: AnyHandler, { status, properties, attributes }: Observation): void {
  assert.ok(STATUSES.includes(status), `the status "${status}" is none of ${STATUSES.join(', ')}`);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    const schema = membersOf(handler.attributes)[name];
    if (value === undefined || (!schema && isOpen(handler.attributes))) continue;
    assert.ok(schema, `the attribute "${name}" was observed, but the schema does not describe it`);
    const result = schema.safeParse(value);
    assert.ok(
      result.success,
      `the observed attribute "${name}" does not fit its schema: ${String(result.error)}`,
    );
  }
  for (const name of Object.keys(properties ?? {})) {
    const known = name in handler.properties.shape || isOpen(handler.properties);
    assert.ok(known, `the property "${name}" was observed, but the schema does not describe it`);
  }
  assertJson(properties, 'properties');
  assertJson(attributes, 'attributes');
}

/** Fails when two looks at an unchanged thing would be taken for drift. */
export function assertNoDrift(handler: AnyHandler, first: Observation, second: Observation): void {
  assert.equal(second.status, first.status, 'two looks at an unchanged thing gave two statuses');
  const before = first.properties ?? {};
  for (const [name, value] of Object.entries(second.properties ?? {})) {
    if (!(name in before)) continue;
    assert.deepEqual(value, before[name], `the property "${name}" seems to drift though nothing changed`);
  }
  assert.deepEqual(
    lasting(handler, second.attributes),
    lasting(handler, first.attributes),
    'an attribute that is not volatile differs between two looks at an unchanged thing',
  );
}

/** Whether a look differs from an earlier one so that the engine does something about it. */
export function hasDrifted(before: Observation, after: Observation): boolean {
  if (after.status !== 'ready') return true;
  const was = before.properties ?? {};
  return Object.entries(after.properties ?? {}).some(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name]),
  );
}

function lasting(handler: AnyHandler, attributes: Observation['attributes']): JsonObject {
  const schemas = describeType(handler).attributes;
  const entries = Object.entries(attributes ?? {}).filter(([name]) => !schemas[name]?.volatile);
  return Object.fromEntries(entries) as JsonObject;
}

function assertJson(value: unknown, what: string): void {
  if (value === undefined) return;
  assert.deepEqual(JSON.parse(JSON.stringify(value)), value, `the observed ${what} are not plain JSON`);
}
