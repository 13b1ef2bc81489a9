import type { Json } from '../json.js';
import { missingConstraint, type ConstraintScope } from './custom-constraints/check-value.js';
import { customCheck } from './custom-constraints/custom-check.js';
import { didYouMean, shown } from './faults.js';
import type { TemplateLimits } from './limits.js';
import { nearestName } from './nearest-name.js';
import { coerceParameter, toNumber, UnfitValue, type ParameterType } from './parameter-values.js';
import { readPattern } from './allowed-pattern.js';
import { own, type JsonMap } from './sections.js';
import { isList, isMap } from './storable.js';

/** Checks a value that already has the parameter's type. @throws UnfitValue */
export type ConstraintCheck = (value: Json) => void;

/** A constraint whose definition is at fault. */
export class InvalidConstraint extends Error {
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

type Maker = (definition: Json, type: ParameterType, about: ConstraintInput) => ConstraintCheck;

/** What constraints are made with. */
export interface ConstraintInput extends ConstraintScope {
  readonly limits: TemplateLimits;
}

const makers: Readonly<Record<string, { readonly types: readonly ParameterType[]; readonly make: Maker }>> = {
  length: { types: ['string', 'comma_delimited_list', 'json'], make: length },
  range: { types: ['number'], make: range },
  modulo: { types: ['number'], make: modulo },
  allowed_values: { types: ['string', 'number', 'boolean', 'comma_delimited_list'], make: allowedValues },
  allowed_pattern: { types: ['string'], make: allowedPattern },
  custom_constraint: { types: ['string', 'number', 'boolean', 'comma_delimited_list'], make: custom },
};

export const constraintNames: readonly string[] = Object.keys(makers);

/** @throws InvalidConstraint */
export function makeConstraint(
  constraint: JsonMap,
  type: ParameterType,
  about: ConstraintInput,
): ConstraintCheck {
  const name = constraintNames.find((each) => own(constraint, each) !== undefined);
  const maker = name === undefined ? undefined : makers[name];
  if (name === undefined || !maker) {
    throw new InvalidConstraint('No constraint expressed', `allowed: ${constraintNames.join(', ')}`);
  }
  if (!maker.types.includes(type)) {
    throw new InvalidConstraint(
      `${name} constraint invalid for ${type}`,
      `it is for ${maker.types.join(', ')}`,
    );
  }
  const check = maker.make(constraint[name] ?? null, type, about);
  const description = constraint['description'];
  return typeof description === 'string' && description !== '' ? described(check, description) : check;
}

/** A constraint's own description takes the place of the message, as in Heat. */
function described(check: ConstraintCheck, description: string): ConstraintCheck {
  return (value) => {
    try {
      check(value);
    } catch (error) {
      throw error instanceof UnfitValue ? new UnfitValue(description) : error;
    }
  };
}

function bounds(
  definition: Json,
  name: string,
): { readonly min: number; readonly max: number; readonly text: string } {
  const map = parts(definition, ['min', 'max'], name);
  const [min, max] = [bound(map, 'min', name), bound(map, 'max', name)];
  if (min === undefined && max === undefined)
    throw new InvalidConstraint(`A ${name} constraint must have a min value and/or a max value specified.`);
  return {
    min: min ?? -Infinity,
    max: max ?? Infinity,
    text: `(min: ${min ?? 'None'}, max: ${max ?? 'None'})`,
  };
}

function length(definition: Json): ConstraintCheck {
  const { min, max, text } = bounds(definition, 'length');
  if ([min, max].some((each) => Number.isFinite(each) && !Number.isInteger(each))) {
    throw new InvalidConstraint('min/max length must be integral');
  }
  return (value) => {
    const size = sizeOf(value);
    if (size < min || size > max) throw new UnfitValue(`length (${size}) is out of range ${text}`);
  };
}

/** Characters, not UTF-16 units; items; keys. */
function sizeOf(value: Json): number {
  if (typeof value === 'string') return /[\ud800-\udbff]/.test(value) ? [...value].length : value.length;
  if (isList(value)) return value.length;
  return isMap(value) ? Object.keys(value).length : 0;
}

function range(definition: Json): ConstraintCheck {
  const { min, max, text } = bounds(definition, 'range');
  return (value) => {
    const number = Number(value);
    if (number < min || number > max) throw new UnfitValue(`the value is out of range ${text}`, shown(value));
  };
}

function modulo(definition: Json): ConstraintCheck {
  const map = parts(definition, ['step', 'offset'], 'modulo');
  const [step, offset] = [bound(map, 'step', 'modulo'), bound(map, 'offset', 'modulo')];
  if (step === undefined || offset === undefined)
    throw new InvalidConstraint('A modulo constraint must have a step value and an offset value specified.');
  if (!Number.isInteger(step) || !Number.isInteger(offset))
    throw new InvalidConstraint('step/offset must be integer');
  if (step === 0) throw new InvalidConstraint('step cannot be 0.');
  if (Math.abs(offset) >= Math.abs(step))
    throw new InvalidConstraint('offset must be smaller (by absolute value) than step.');
  if (step * offset < 0)
    throw new InvalidConstraint('step and offset must be both positive or both negative.');
  return (value) => {
    const rest = Number(value) % step;
    // Python's remainder has the sign of the step.
    const pythonRest = rest !== 0 && rest * step < 0 ? rest + step : rest;
    if (pythonRest !== offset)
      throw new UnfitValue(
        `the value is not a multiple of ${step} with an offset of ${offset}`,
        shown(value),
      );
  };
}

function allowedValues(definition: Json, type: ParameterType): ConstraintCheck {
  if (!isList(definition)) throw new InvalidConstraint('allowed_values must be a list', shown(definition));
  const itemType = type === 'comma_delimited_list' ? 'string' : type;
  const allowed = new Set(definition.map((each) => coerceAllowed(itemType, each)));
  const text = `[${definition.map((each) => shown(each)).join(', ')}]`;
  return (value) => {
    for (const each of isList(value) ? value : [value]) {
      if (!allowed.has(each)) throw new UnfitValue(`the value is not an allowed value ${text}`, shown(each));
    }
  };
}

function coerceAllowed(type: ParameterType, value: Json): Json {
  try {
    return coerceParameter(type, value);
  } catch (error) {
    if (error instanceof UnfitValue) throw new InvalidConstraint(`allowed_values: ${error.sentence(false)}`);
    throw error;
  }
}

function allowedPattern(
  definition: Json,
  _type: ParameterType,
  { limits }: ConstraintInput,
): ConstraintCheck {
  if (typeof definition !== 'string')
    throw new InvalidConstraint('allowed_pattern must be a string', shown(definition));
  const pattern = readPattern(definition, limits.patternSteps);
  if ('fault' in pattern) {
    throw new InvalidConstraint(
      `The allowed_pattern ${shown(definition)} is not a regular expression: ${pattern.fault}`,
    );
  }
  return (value) => {
    const text = typeof value === 'string' ? value : '';
    if (text.length > limits.patternValueLength) {
      throw new UnfitValue(
        `the value has more than ${limits.patternValueLength} characters, too many for an allowed_pattern`,
      );
    }
    const matches = pattern.matches(text);
    if (matches === undefined) {
      throw new UnfitValue(
        `the value takes more than ${limits.patternSteps} steps to be matched with pattern ${shown(definition)}`,
      );
    }
    if (!matches) throw new UnfitValue(`the value does not match pattern ${shown(definition)}`, shown(value));
  };
}

function custom(definition: Json, _type: ParameterType, about: ConstraintInput): ConstraintCheck {
  if (typeof definition !== 'string')
    throw new InvalidConstraint(`A custom_constraint is named by text, not by ${shown(definition)}.`);
  const missing = missingConstraint(definition, about);
  if (missing) throw new InvalidConstraint(missing.message, missing.hint);
  return customCheck(definition, about);
}

function parts(definition: Json, allowed: readonly string[], name: string): JsonMap {
  if (!isMap(definition))
    throw new InvalidConstraint(`Invalid ${name} constraint, expected a mapping`, shown(definition));
  const unknown = Object.keys(definition).find((key) => !allowed.includes(key));
  if (unknown !== undefined)
    throw new InvalidConstraint(
      `Invalid key '${unknown}' for ${name} constraint`,
      didYouMean(nearestName(unknown, allowed)) ?? `allowed: ${allowed.join(', ')}`,
    );
  return definition;
}

function bound(map: JsonMap, key: string, name: string): number | undefined {
  const value = own(map, key);
  if (value === undefined || value === null) return undefined;
  try {
    return toNumber(value);
  } catch {
    throw new InvalidConstraint(`${key} of a ${name} constraint must be numeric, not ${shown(value)}`);
  }
}
