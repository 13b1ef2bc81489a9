import type { Json } from '../../json.js';
import { didYouMean, shown, type FaultList } from '../faults.js';
import { nearestName } from '../nearest-name.js';
import { own, type JsonMap } from '../sections.js';

const types: Readonly<Record<string, string>> = {
  String: 'string',
  Number: 'number',
  CommaDelimitedList: 'comma_delimited_list',
  Json: 'json',
  Boolean: 'boolean',
};
const keys = [
  'Type', 'Default', 'NoEcho', 'AllowedValues', 'AllowedPattern', 'MaxLength', 'MinLength', 'MaxValue', 'MinValue',
  'Description', 'ConstraintDescription', 'Label',
]; // prettier-ignore

/** A parameter of CloudFormation as HOT declares one. */
export function hotParameter(name: string, given: JsonMap, faults: FaultList): JsonMap {
  for (const key of Object.keys(given)) {
    if (keys.includes(key)) continue;
    const hint = didYouMean(nearestName(key, keys)) ?? `allowed: ${keys.join(', ')}`;
    faults.add(`Invalid key '${key}' for parameter (${name}).`, { at: [key], hint });
  }
  const constraints = constraintsOf(given);
  return defined({
    type: typeOf(name, own(given, 'Type'), faults),
    default: own(given, 'Default'),
    description: own(given, 'Description'),
    label: own(given, 'Label'),
    hidden: own(given, 'NoEcho'),
    constraints: constraints.length > 0 ? constraints : undefined,
  });
}

function typeOf(name: string, type: Json | undefined, faults: FaultList): Json | undefined {
  if (type === undefined || type === null) return undefined;
  const known = typeof type === 'string' ? own(types, type) : undefined;
  if (known !== undefined) return known;
  const names = Object.keys(types);
  const near = typeof type === 'string' ? nearestName(type, names) : undefined;
  faults.add(`Invalid type (${typeof type === 'string' ? type : shown(type)}) of parameter "${name}".`, {
    at: ['Type'],
    hint: didYouMean(near) ?? `one of ${names.join(', ')}`,
  });
  // So that nothing more is said of it.
  return 'string';
}

function constraintsOf(given: JsonMap): JsonMap[] {
  const description = own(given, 'ConstraintDescription');
  const bounds = (min: string, max: string) => {
    const [least, most] = [own(given, min), own(given, max)];
    return least === undefined && most === undefined
      ? undefined
      : defined({ min: number(least), max: number(most) });
  };
  return [
    { range: bounds('MinValue', 'MaxValue') },
    { length: bounds('MinLength', 'MaxLength') },
    { allowed_values: own(given, 'AllowedValues') },
    { allowed_pattern: own(given, 'AllowedPattern') },
  ].flatMap((constraint) =>
    Object.values(constraint).every((value) => value === undefined)
      ? []
      : [defined({ ...constraint, description })],
  );
}

/** Templates write numbers as text too. */
function number(value: Json | undefined): Json | undefined {
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
    ? Number(value)
    : value;
}

function defined(map: { readonly [key: string]: Json | undefined }): JsonMap {
  const entries = Object.entries(map).flatMap(([key, value]): [string, Json][] =>
    value === undefined ? [] : [[key, value]],
  );
  return Object.fromEntries(entries);
}
