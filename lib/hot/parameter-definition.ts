import type { Json } from '../json.js';
import { didYouMean, shown, type FaultList } from './faults.js';
import { nearestName } from './nearest-name.js';
import {
  constraintNames,
  InvalidConstraint,
  makeConstraint,
  type ConstraintCheck,
  type ConstraintInput,
} from './parameter-constraints.js';
import { coerceParameter, parameterTypes, UnfitValue, type ParameterType } from './parameter-values.js';
import { checkKeys, flagOrFault, isMisspelt, own, textOrFault, type JsonMap } from './sections.js';
import { checkStorable, isList, isMap } from './storable.js';
import type { HotVersion } from './versions.js';

/** One entry of section `parameters`, checked. */
export interface ParameterDefinition {
  readonly name: string;
  readonly type: ParameterType;
  readonly label: string;
  readonly description: string;
  readonly hidden: boolean;
  readonly immutable: boolean;
  /** Of the parameter's type; undefined: it has none. */
  readonly default: Json | undefined;
  /** The default and the constraints as written in the template. */
  readonly writtenDefault: Json | undefined;
  readonly constraints: readonly Json[];
  readonly checks: readonly ConstraintCheck[];
  readonly tags: readonly string[];
}

const keys = ['type', 'label', 'description', 'default', 'hidden', 'constraints', 'immutable'];

/** Reads the definition at the faults' current path. Undefined: it has faults, which were noted. */
export function readDefinition(
  name: string,
  value: Json,
  version: HotVersion,
  about: ConstraintInput,
  faults: FaultList,
): ParameterDefinition | undefined {
  const before = faults.found.length;
  if (!isMap(value)) {
    faults.add(`The parameter "${name}" must be a map with at least a type, not ${shown(value)}.`);
    return undefined;
  }
  const allowed = version.parameterTags ? [...keys, 'tags'] : keys;
  checkKeys(value, allowed, (key) => `Invalid key '${key}' for parameter (${name}).`, faults);
  const label = textOrFault(value, 'label', faults);
  const description = textOrFault(value, 'description', faults);
  const hidden = flagOrFault(value, 'hidden', faults);
  const immutable = flagOrFault(value, 'immutable', faults);
  const tags = readTags(value, faults);
  const type = readType(name, value, allowed, faults);
  if (!type) return undefined;
  const constraints = readConstraints(value, type, version, about, faults);
  const fallback = readDefault(name, value, type, constraints.checks, hidden, about, faults);
  if (faults.found.length > before) return undefined;
  return {
    ...{ name, type, label, description, hidden, immutable, tags, ...constraints },
    default: fallback,
    writtenDefault: own(value, 'default') ?? undefined,
  };
}

function readType(
  name: string,
  map: JsonMap,
  allowed: readonly string[],
  faults: FaultList,
): ParameterType | undefined {
  const type = own(map, 'type');
  if (type === undefined || type === null) {
    if (isMisspelt(map, 'type', allowed)) return undefined;
    faults.add(`Missing parameter type for parameter: ${name}`, {
      hint: `one of ${parameterTypes.join(', ')}`,
      type: 'InvalidSchemaError',
    });
    return undefined;
  }
  const known = parameterTypes.find((each) => each === type);
  if (!known) {
    const near = typeof type === 'string' ? nearestName(type, parameterTypes) : undefined;
    faults.add(`Invalid type (${typeof type === 'string' ? type : shown(type)}) of parameter "${name}".`, {
      at: ['type'],
      hint: didYouMean(near) ?? `one of ${parameterTypes.join(', ')}`,
      type: 'InvalidSchemaError',
    });
  }
  return known;
}

function readDefault(
  name: string,
  map: JsonMap,
  type: ParameterType,
  checks: readonly ConstraintCheck[],
  hidden: boolean,
  { limits }: ConstraintInput,
  faults: FaultList,
): Json | undefined {
  const value = own(map, 'default');
  if (value === undefined || value === null) return undefined;
  try {
    const coerced = coerceParameter(type, value);
    if (type === 'json') faults.within('default', () => checkStorable(coerced, faults, limits));
    for (const check of checks) check(coerced);
    return coerced;
  } catch (error) {
    if (!(error instanceof UnfitValue)) throw error;
    faults.add(`Invalid default of parameter "${name}": ${error.sentence(hidden)}`, { at: ['default'] });
    return undefined;
  }
}

function readConstraints(
  map: JsonMap,
  type: ParameterType,
  version: HotVersion,
  about: ConstraintInput,
  faults: FaultList,
): { constraints: readonly Json[]; checks: readonly ConstraintCheck[] } {
  const list = own(map, 'constraints') ?? [];
  const checks: ConstraintCheck[] = [];
  if (!isList(list)) {
    faults.add('Invalid parameter constraints, expected a list.', { at: ['constraints'] });
    return { constraints: [], checks };
  }
  const names = constraintNames.filter((each) => version.modulo || each !== 'modulo');
  list.forEach((constraint, index) => {
    faults.within('constraints', () =>
      faults.within(index, () => {
        if (!isMap(constraint)) return faults.add('Invalid parameter constraints, expected a mapping.');
        const before = faults.found.length;
        checkKeys(
          constraint,
          [...names, 'description'],
          (key) => `Invalid key '${key}' for parameter constraints.`,
          faults,
        );
        if (faults.found.length > before) return;
        try {
          checks.push(makeConstraint(constraint, type, about));
        } catch (error) {
          if (!(error instanceof InvalidConstraint)) throw error;
          faults.add(error.message, { hint: error.hint });
        }
      }),
    );
  });
  return { constraints: list, checks };
}

function readTags(map: JsonMap, faults: FaultList): readonly string[] {
  const tags = own(map, 'tags');
  if (tags === undefined || tags === null) return [];
  if (isList(tags) && tags.every((tag) => typeof tag === 'string')) return tags;
  faults.add(`"tags" must be a list of strings, not ${shown(tags)}.`, { at: ['tags'] });
  return [];
}
