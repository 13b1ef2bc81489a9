import { z } from 'zod';
import { refusesNull } from '../handler/coerce-value.js';
import type { PropertySchema, ResourceTypeSchema } from '../handler/contract.js';
import type { Json, JsonObject } from '../json.js';
import type { ValueCompiler } from './compile-value.js';
import { missingConstraint, type ConstraintScope } from './custom-constraints/check-value.js';
import { customCheck, RefusedByConstraint } from './custom-constraints/custom-check.js';
import { didYouMean, shown, type FaultList } from './faults.js';
import { asType } from './functions/as-type.js';
import { elided } from './functions/elided.js';
import { nearestName } from './nearest-name.js';
import { isMisspelt, mapOrFault, own, type JsonMap } from './sections.js';
import { isList, isMap } from './storable.js';
import type { Expression } from './values.js';

/** Compiles the properties of resources and holds them against the schema of their type. */
export class PropertyReader {
  constructor(
    private readonly scope: ConstraintScope,
    private readonly values: ValueCompiler,
    private readonly faults: FaultList,
  ) {}

  /**
   * Reads the properties at the faults' current path. An open type takes any property.
   * @param schema undefined: nothing is checked.
   * @param complete false: those that the type requires may be missing.
   */
  read(
    resource: string,
    section: Json | undefined,
    schema: ResourceTypeSchema | undefined,
    complete: boolean,
  ): { readonly [name: string]: Expression } {
    const given = mapOrFault(section, `The properties of ${resource}`, this.faults);
    const compiled: [string, Expression][] = [];
    for (const name of Object.keys(given)) {
      const property = schema && own(schema.properties, name);
      if (schema && !property && !schema.open) this.unknown(resource, name, schema);
      const value = given[name] ?? null;
      const written = this.faults.within(name, () => this.values.compileOrElide(value));
      if (written === elided) continue;
      const expression = property ? asType(property.schema, written) : written;
      // As in Heat, null is the same as not given, but where any value will do.
      if (property && 'lit' in expression && expression.lit === null && refusesNull(property.schema))
        continue;
      if (property) this.faults.within(name, () => this.checkLiteral(resource, name, expression, property));
      compiled.push([name, expression]);
    }
    // What is no map at all lacks nothing more.
    const lacks = complete && (isMap(section ?? {}) ? given : undefined);
    if (schema) this.fill(resource, schema, compiled, lacks);
    return Object.fromEntries(compiled);
  }

  private unknown(resource: string, name: string, schema: ResourceTypeSchema): void {
    const names = Object.keys(schema.properties);
    this.faults.add(`Property error: : resources.${resource}.properties: : Unknown Property ${name}`, {
      at: [name],
      hint:
        didYouMean(nearestName(name, names)) ?? `${schema.type} has: ${names.join(', ') || 'no properties'}`,
    });
  }

  private fill(
    resource: string,
    schema: ResourceTypeSchema,
    compiled: [string, Expression][],
    written: JsonMap | false | undefined,
  ): void {
    const names = Object.keys(schema.properties);
    const given = new Set(compiled.map(([name]) => name));
    for (const [name, property] of Object.entries(schema.properties)) {
      if (given.has(name)) continue;
      if (property.default !== undefined) compiled.push([name, { lit: property.default }]);
      else if (property.required && written && !isMisspelt(written, name, names)) {
        this.faults.add(
          `Property error: : resources.${resource}.properties: : Property ${name} not assigned`,
          {
            hint: property.description,
          },
        );
      }
    }
  }

  private checkLiteral(
    resource: string,
    name: string,
    expression: Expression,
    property: PropertySchema,
  ): void {
    if (!('lit' in expression)) return;
    const hide = expression.secret === true || property.secret;
    const outcome = validator(property.schema).safeParse(expression.lit);
    if (outcome.success) return this.checkConstraint(resource, name, expression.lit, property, hide);
    for (const issue of outcome.error.issues.slice(0, 10)) {
      const at = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
      const value = hide ? '' : `, not ${shown(valueAt(expression.lit, at))}`;
      const where = ['resources', resource, 'properties', name, ...at].join('.');
      // A message of the library may quote the value, as for a key that is not known.
      const reason = hide ? 'the value does not fit the schema' : issue.message;
      this.faults.add(`Property error: : ${where}: : ${reason}${value}`, {
        at,
        hint: this.functionHint(expression.lit),
      });
    }
  }

  /** Of a list each item is held against the constraint. */
  private checkConstraint(
    resource: string,
    name: string,
    value: Json,
    { constraint }: PropertySchema,
    hide: boolean,
  ): void {
    if (constraint === undefined) return;
    const where = `Property error: : resources.${resource}.properties.${name}: `;
    const missing = missingConstraint(constraint, this.scope);
    if (missing) return this.faults.add(`${where}: ${missing.message}`, { hint: missing.hint });
    const check = customCheck(constraint, this.scope);
    for (const each of isList(value) ? value : [value]) {
      try {
        check(each);
      } catch (error) {
        if (!(error instanceof RefusedByConstraint)) throw error;
        this.faults.add(`${where}: ${error.sentence(hide)}`);
      }
    }
  }

  /** A map with one key that resembles a function is most likely a misspelt function. */
  private functionHint(value: Json): string | undefined {
    const keys = isMap(value) ? Object.keys(value) : [];
    const [key] = keys;
    return keys.length === 1 && key !== undefined
      ? didYouMean(nearestName(key, this.values.functionNames()))
      : undefined;
  }
}

function valueAt(value: Json, path: readonly (string | number)[]): Json {
  let current: Json | undefined = value;
  for (const step of path) {
    current =
      typeof current === 'object' && current !== null ? (current as Record<string, Json>)[step] : undefined;
  }
  return current ?? null;
}

/** Making a validator costs far more than using it; schemas live as long as their type is known. */
const validators = new WeakMap<JsonObject, z.ZodType>();

function validator(schema: JsonObject): z.ZodType {
  let known = validators.get(schema);
  if (!known) {
    known = makeValidator(schema);
    validators.set(schema, known);
  }
  return known;
}

/** A schema that cannot be turned into a validator accepts all: the worker checks the goal with the handler's own. */
function makeValidator(schema: JsonObject): z.ZodType {
  try {
    return z.fromJSONSchema(schema);
  } catch {
    return z.unknown();
  }
}
