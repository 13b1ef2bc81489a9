import type { Json } from '../json.js';
import type { CompileInput } from './compile-input.js';
import type { ConstraintScope } from './custom-constraints/check-value.js';
import { checkNamesGiven } from './environment/check-names.js';
import type { Environment } from './environment/environment.js';
import type { FaultList } from './faults.js';
import { unknowable } from './functions/function.js';
import { readDefinition, type ParameterDefinition } from './parameter-definition.js';
import { coerceParameter, parameterTypes, UnfitValue, type ParameterType } from './parameter-values.js';
import { pseudoParameters } from './pseudo-parameters.js';
import { checkCount, mapOrFault, own, type JsonMap } from './sections.js';
import { checkStorable, isMap } from './storable.js';
import type { Expression, ParameterSummary } from './values.js';
import type { HotVersion } from './versions.js';

/** The parameters of a template with the values in force. */
export interface Parameters {
  readonly values: ReadonlyMap<string, Expression>;
  readonly summaries: readonly ParameterSummary[];
  /** Declared names, those with faults too. */
  readonly names: ReadonlySet<string>;
}

const maskedValue = '******';

const apiTypes = {
  string: 'String',
  number: 'Number',
  comma_delimited_list: 'CommaDelimitedList',
  json: 'Json',
  boolean: 'Boolean',
} as const;

/** Reads section `parameters` and works out each value: given, else from the environment, else the default. */
export function readParameters(
  section: Json | undefined,
  environment: Environment,
  input: CompileInput,
  version: HotVersion,
  scope: ConstraintScope,
  faults: FaultList,
): Parameters {
  const given = input.parameters ?? {};
  const about = { ...scope, limits: input.limits };
  const values = new Map<string, Expression>(
    Object.entries(pseudoParameters(version.format, input.pseudo)).map(([name, lit]) => [name, { lit }]),
  );
  const summaries: ParameterSummary[] = [];
  const names = new Set<string>(values.keys());
  const sources: JsonMap[] = [given, environment.parameters, environment.parameterDefaults];
  const isGiven = (name: string) =>
    [given, environment.parameters].some((source) => (own(source, name) ?? null) !== null);
  faults.within('parameters', () => {
    const definitions = mapOrFault(section, 'The section "parameters"', faults);
    checkCount(definitions, input.limits.parameters, 'parameters');
    for (const name of Object.keys(definitions)) {
      names.add(name);
      faults.within(name, () => {
        const written = readDefinition(name, definitions[name] ?? null, version, about, faults);
        if (!written) return;
        const definition = { ...written, hidden: written.hidden || environment.encrypted.has(name) };
        const value = valueInForce(definition, sources, input, faults);
        if (value) values.set(name, value);
        summaries.push(summary(definition, value, environment, isGiven(name)));
      });
    }
    checkNamesGiven(given, new Set(Object.keys(definitions)), faults);
  });
  return { values, summaries, names };
}

/** The names that section `parameters` declares, with their types where these are known: before anything else of it is read. */
export function declaredTypes(section: Json | undefined): ReadonlyMap<string, ParameterType | undefined> {
  const definitions = isMap(section) ? Object.entries(section) : [];
  return new Map(
    definitions.map(([name, definition]) => {
      const type = isMap(definition) ? own(definition, 'type') : undefined;
      return [name, parameterTypes.find((each) => each === type)];
    }),
  );
}

function valueInForce(
  definition: ParameterDefinition,
  sources: readonly JsonMap[],
  input: CompileInput,
  faults: FaultList,
): Expression | undefined {
  const { name, hidden } = definition;
  const given = sources
    .map((source) => own(source, name))
    .find((value) => value !== undefined && value !== null);
  if (given === undefined) {
    if (definition.default !== undefined) return literal(definition.default, hidden);
    if (input.requireParameterValues === false) return unknowable;
    faults.add(`The Parameter (${name}) was not provided.`, {
      hint: 'give it a value, or a default in the template',
      type: 'UserParameterMissing',
    });
    return undefined;
  }
  try {
    const value = coerceParameter(definition.type, given);
    // Text of JSON can say what the checks of the request did not see.
    if (definition.type === 'json') checkStorable(value, faults, input.limits);
    for (const check of definition.checks) check(value);
    return literal(value, hidden);
  } catch (error) {
    if (!(error instanceof UnfitValue)) throw error;
    faults.add(`Parameter '${name}' is invalid: ${error.sentence(hidden)}`);
    return undefined;
  }
}

function literal(value: Json, hidden: boolean): Expression {
  return hidden ? { lit: value, secret: true } : { lit: value };
}

function summary(
  definition: ParameterDefinition,
  value: Expression | undefined,
  { parameterDefaults }: Environment,
  isGiven: boolean,
): ParameterSummary {
  const { name, type, description, label, hidden, constraints, tags } = definition;
  const show = (each: Json): Json => (hidden ? maskedValue : each);
  const byDefault = own(parameterDefaults, name) ?? definition.writtenDefault;
  return {
    name,
    type: apiTypes[type],
    description,
    label: label === '' ? name : label,
    hidden,
    constraints,
    ...(tags.length > 0 && { tags }),
    ...(byDefault === undefined ? {} : { default: show(byDefault) }),
    ...(value && 'lit' in value ? { value: show(value.lit) } : {}),
    ...(isGiven && { given: true }),
  };
}
