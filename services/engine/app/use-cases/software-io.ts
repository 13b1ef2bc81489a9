import { IsothermError, type Fault } from '../../../../lib/errors.js';
import { coerceParameter, toNumber, UnfitValue } from '../../../../lib/hot/parameter-values.js';
import { pythonJson, pythonRepr, pythonText } from '../../../../lib/python/text.js';
import { isList, isMap } from '../../../../lib/hot/storable.js';
import type { Json, JsonObject } from '../../../../lib/json.js';

const TYPES = ['String', 'Number', 'CommaDelimitedList', 'Json', 'Boolean'] as const;
type Type = (typeof TYPES)[number];

const NOTHING: Readonly<Record<Type, Json>> = {
  String: '',
  Number: 0,
  CommaDelimitedList: [],
  Json: {},
  Boolean: false,
};

interface Declared {
  readonly inputs: readonly JsonObject[];
  readonly outputs: readonly JsonObject[];
}

/** Faults that are told at once, and characters of a value that is told. */
const MOST_FAULTS = 20;
const MOST_TEXT = 200;

/**
 * Declared inputs and outputs as Heat keeps them: with their defaults, values in their types, and nothing that it does not know.
 * @throws IsothermError `request.invalid` with all faults, in Heat's words; of many the first ones
 */
export function checkIo({ inputs, outputs }: Declared): Declared {
  const faults: Fault[] = [];
  const checked = (list: readonly JsonObject[], key: string, check: (declared: JsonObject) => JsonObject) =>
    list.map((declared, at) => {
      try {
        return check(declared);
      } catch (error) {
        if (!(error instanceof UnfitValue)) throw error;
        if (faults.length < MOST_FAULTS)
          faults.push({ path: `${key}.${String(at)}`, message: `Property error: ${error.sentence(false)}` });
        return declared;
      }
    });
  const kept = {
    inputs: checked(inputs, 'inputs', checkInput),
    outputs: checked(outputs, 'outputs', checkOutput),
  };
  if (faults.length === 0) return kept;
  throw new IsothermError('request.invalid', faults.map(({ message }) => message).join('; '), { faults });
}

function checkInput(declared: JsonObject): JsonObject {
  refuseUnknown(declared, ['name', 'description', 'type', 'default', 'replace_on_change', 'value']);
  const type = typeOf(declared);
  const given = declared['default'];
  const replace = at('replace_on_change', () => toFlag(declared['replace_on_change'] ?? false));
  return {
    ...nameAndDescription(declared),
    type,
    ...(given !== undefined && (given !== null || 'type' in declared)
      ? { default: 'type' in declared ? at('default', () => inType(type, given)) : given }
      : {}),
    ...(replace ? { replace_on_change: true } : {}),
    ...('value' in declared ? { value: declared['value'] ?? null } : {}),
  };
}

function checkOutput(declared: JsonObject): JsonObject {
  refuseUnknown(declared, ['name', 'description', 'type', 'error_output']);
  return {
    ...nameAndDescription(declared),
    type: typeOf(declared),
    error_output: at('error_output', () => toFlag(declared['error_output'] ?? false)),
  };
}

function refuseUnknown(declared: JsonObject, known: readonly string[]): void {
  const unknown = Object.keys(declared).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new UnfitValue(`Unknown Property ${cut(unknown)}`);
  if (!('name' in declared)) throw new UnfitValue('Property name not assigned');
}

function nameAndDescription(declared: JsonObject): JsonObject {
  const name = at('name', () => toText(declared['name'] ?? ''));
  if (!('description' in declared)) return { name };
  return { name, description: at('description', () => toText(declared['description'] ?? '')) };
}

function typeOf(declared: JsonObject): Type {
  const given = at('type', () => toText(declared['type'] ?? 'String'));
  const type = TYPES.find((known) => known === given);
  if (type) return type;
  throw new UnfitValue(
    `type: "${cut(given)}" is not an allowed value [${TYPES.map((each) => `"${each}"`).join(', ')}]`,
  );
}

/** Faults of the value name its key. */
function at<T>(key: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnfitValue) throw new UnfitValue(`${key}: ${error.sentence(false)}`);
    throw error;
  }
}

/** An empty text is let through whatever the type: clients write it where there is no default. */
function inType(type: Type, value: Json): Json {
  if (value === '') return value;
  if (value === null) return NOTHING[type];
  switch (type) {
    case 'String':
      return toText(value);
    case 'Number':
      // To Python a boolean is a number.
      return typeof value === 'boolean' ? value : toFloat(value);
    case 'Boolean':
      return toFlag(value);
    case 'CommaDelimitedList':
      if (isList(value)) return value;
      if (typeof value === 'string') return coerceParameter('comma_delimited_list', value);
      throw new UnfitValue(`"${shown(value)}" is not a list`);
    case 'Json':
      if (isMap(value) || typeof value === 'string') return value;
      if (isList(value)) return pythonJson(value);
      throw new UnfitValue(`"${shown(value)}" is not a map`);
  }
}

function shown(value: Json): string {
  return cut(pythonRepr(value));
}

function cut(text: string): string {
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}...` : text;
}

function toText(value: Json): string {
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isInteger(value))
    return pythonText(value as string | boolean | number);
  throw new UnfitValue(`Value must be a string; got ${shown(value)}`);
}

function toFloat(value: Json): number {
  try {
    return toNumber(value);
  } catch {
    throw new UnfitValue(`could not convert string to float: ${shown(value)}`);
  }
}

function toFlag(value: Json): boolean {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (word === 'true' || word === 'false') return word === 'true';
  throw new UnfitValue(
    `"${isList(value) || isMap(value) ? shown(value) : cut(pythonText(value ?? 'None'))}" is not a valid boolean`,
  );
}
