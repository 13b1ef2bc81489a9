import type { z } from 'zod';
import type { Fault } from '../errors.js';
import { isConstraintName } from './constraint-faults.js';
import { isOpen, OPTIONAL_ACTIONS } from './describe-type.js';
import { membersOf, META_NAMES, readValueSchema, type ValueSchema } from './value-schema.js';

const TYPE_NAME = /^[A-Za-z][A-Za-z0-9]*(::[A-Za-z0-9]+)+$/;
const ACTIONS = ['create', 'delete'] as const;
const OPTIONAL = [
  ...['observe', 'observeMany', 'update', 'find', 'watch', 'pendingTimeoutMs'],
  ...OPTIONAL_ACTIONS,
] as const;
/** Of little use without one another: [what is there, what it needs, why]. */
const PAIRS = [
  ['suspend', 'resume', 'what was suspended could never go on'],
  ['resume', 'suspend', 'nothing could ever be suspended'],
  ['restore', 'snapshot', 'nothing could ever be kept'],
] as const;

/**
 * Everything by which an object breaks the contract of a handler, as far as can be told without running it.
 * Takes anything: a foreign package need not be written in TypeScript.
 */
export function handlerFaults(candidate: unknown): Fault[] {
  if (typeof candidate !== 'object' || candidate === null) {
    return [fault('', `${String(candidate)} is no handler`, 'make it with defineResource({ type, … })')];
  }
  const handler = candidate as Record<string, unknown>;
  const faults = [...textFaults(handler), ...memberFaults(handler), ...notificationFaults(handler)];
  const { properties, attributes } = handler;
  if (isZodObject(properties))
    faults.push(...propertyFaults(properties, typeof handler['update'] === 'function'));
  else faults.push(notAnObject('properties'));
  if (isZodObject(attributes)) faults.push(...attributeFaults(attributes, handler['reference']));
  else faults.push(notAnObject('attributes'));
  return faults;
}

/** One line for people. */
export function faultLine({ path, message, hint }: Fault): string {
  return `${path && `${path}: `}${message}${hint ? `; ${hint}` : ''}`;
}

/** Told by its structure, since another copy of zod may have made it. */
export function isZodType(value: unknown): value is z.ZodType {
  return typeof value === 'object' && value !== null && '_zod' in value;
}

function isZodObject(value: unknown): value is z.ZodObject {
  return isZodType(value) && value._zod.def.type === 'object';
}

function textFaults(handler: Record<string, unknown>): Fault[] {
  const faults: Fault[] = [];
  const { type, description, observed, broken, deleteFirst } = handler;
  if (typeof type !== 'string' || !TYPE_NAME.test(type)) {
    const hint = 'write words of letters and digits joined by "::", such as Local::File';
    faults.push(fault('type', `${JSON.stringify(type ?? null)} is no name of a resource type`, hint));
  }
  if (typeof description !== 'string' || description.trim() === '') {
    faults.push(fault('description', 'there is none', 'say in a sentence or two what the resource is'));
  }
  if (observed !== undefined && observed !== 'by report') {
    faults.push(
      fault('observed', `${JSON.stringify(observed)} is not known`, 'write "by report" or leave it out'),
    );
  }
  if (broken !== undefined && broken !== 'replace' && broken !== 'wait') {
    faults.push(fault('broken', `${JSON.stringify(broken)} is not known`, 'write "replace" or "wait"'));
  }
  if (deleteFirst !== undefined && deleteFirst !== true) {
    faults.push(
      fault('deleteFirst', `${JSON.stringify(deleteFirst)} is not known`, 'write true or leave it out'),
    );
  }
  return faults;
}

function memberFaults(handler: Record<string, unknown>): Fault[] {
  const faults: Fault[] = [];
  for (const name of ACTIONS) {
    if (typeof handler[name] === 'function') continue;
    faults.push(fault(name, 'there is no such function', `every handler needs ${name}`));
  }
  for (const name of OPTIONAL) {
    if (handler[name] === undefined || typeof handler[name] === 'function') continue;
    faults.push(fault(name, 'it is no function', 'make it one or leave it out'));
  }
  for (const [there, needed, why] of PAIRS) {
    if (handler[there] === undefined || handler[needed] !== undefined) continue;
    faults.push(fault(there, `there is no ${needed}, so ${why}`, `add ${needed}, or drop ${there}`));
  }
  if (handler['observed'] === undefined && !handler['observe'] && !handler['observeMany']) {
    const hint = "add observe, or observed: 'by report' when nothing outside the engine can change the thing";
    faults.push(fault('observe', 'nobody could see the thing', hint));
  }
  return faults;
}

function notificationFaults({ notifications }: Record<string, unknown>): Fault[] {
  if (notifications === undefined) return [];
  const path = 'notifications';
  if (typeof notifications !== 'object' || notifications === null)
    return [
      fault(path, 'they are no object', 'make them with defineNotifications({ exchange, routingKeys, … })'),
    ];
  const { exchange, routingKeys, payload, things } = notifications as Record<string, unknown>;
  const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
  const faults: Fault[] = [];
  if (!isText(exchange)) faults.push(fault(`${path}.exchange`, 'it is no text', 'name a topic exchange'));
  if (!Array.isArray(routingKeys) || routingKeys.length === 0 || !routingKeys.every(isText))
    faults.push(fault(`${path}.routingKeys`, 'they are no list of texts', "write ['notifications.#']"));
  if (!isZodType(payload))
    faults.push(fault(`${path}.payload`, 'it is no zod schema', 'write z.object({ … })'));
  if (typeof things !== 'function')
    faults.push(
      fault(`${path}.things`, 'it is no function', 'let it answer the physical ids of the payload'),
    );
  return faults;
}

function propertyFaults(object: z.ZodObject, hasUpdate: boolean): Fault[] {
  const faults: Fault[] = [];
  let updatable = isOpen(object);
  for (const [name, schema] of Object.entries(membersOf(object))) {
    const path = `properties.${name}`;
    const value = readValueSchema(schema);
    updatable ||= value.updatable;
    faults.push(...valueFaults(path, value));
    if (value.updatable && value.replace) {
      faults.push(
        fault(path, 'it is both updatable and replace', 'a change does one or the other: keep one'),
      );
    }
    if (value.constraint !== undefined && !isConstraintName(value.constraint)) {
      const hint = 'name one, such as ip_addr or nova.flavor';
      faults.push(fault(path, `${JSON.stringify(value.constraint)} is no name of a custom constraint`, hint));
    }
    if (value.volatile) {
      faults.push(fault(path, 'a property cannot be volatile', 'only an attribute changes by itself'));
    }
    const standard = value.json['default'];
    if (standard !== undefined && !schema.safeParse(standard).success) {
      const hint = 'give a default that the schema accepts';
      faults.push(fault(path, `its default ${JSON.stringify(standard)} does not fit its own schema`, hint));
    }
    if (value.updatable && !hasUpdate) {
      faults.push(fault(path, 'it is updatable, but there is no update', 'write update, or drop updatable'));
    }
  }
  if (hasUpdate && !updatable) {
    const hint = 'mark a property with .meta({ updatable: true }), or drop update';
    faults.push(fault('update', 'it would never be called: no property is updatable', hint));
  }
  return faults;
}

function attributeFaults(object: z.ZodObject, reference: unknown): Fault[] {
  const faults: Fault[] = [];
  for (const [name, schema] of Object.entries(membersOf(object))) {
    const path = `attributes.${name}`;
    const value = readValueSchema(schema);
    faults.push(...valueFaults(path, value));
    if (value.updatable || value.replace || value.constraint !== undefined) {
      faults.push(fault(path, 'updatable, replace and constraint belong to properties', 'drop them here'));
    }
  }
  if (reference !== undefined && (typeof reference !== 'string' || !(reference in object.shape))) {
    const hint = `name one of: ${Object.keys(object.shape).join(', ') || '(there are no attributes)'}`;
    faults.push(fault('reference', `${JSON.stringify(reference)} is no attribute`, hint));
  }
  return faults;
}

function valueFaults(path: string, { unsayable, unknownMeta }: ValueSchema): Fault[] {
  const why = 'the engine validates with the JSON Schema alone, so convert inside the handler instead';
  return [
    ...unsayable.map((what) => fault(path, `JSON Schema cannot say it: ${what}`, why)),
    ...unknownMeta.map((name) =>
      fault(path, `nobody reads its metadata ${JSON.stringify(name)}`, `known are ${META_NAMES.join(', ')}`),
    ),
  ];
}

function notAnObject(path: string): Fault {
  return fault(path, 'it is no zod object', 'write z.object({ … })');
}

function fault(path: string, message: string, hint: string): Fault {
  return { path, message, hint };
}
