import type { Json } from '../json.js';
import type { CompileInput } from './compile-input.js';
import { checkNamesGiven } from './environment/check-names.js';
import type { Environment } from './environment/environment.js';
import { didYouMean, shown, type FaultList } from './faults.js';
import { unknowable } from './functions/function.js';
import { nearestName } from './nearest-name.js';
import { readDefinition, type ParameterDefinition } from './parameter-definition.js';
import { coerceParameter, parameterTypes, UnfitValue, type ParameterType } from './parameter-values.js';
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
  faults: FaultList,
): Parameters {
  const given = input.parameters ?? {};
  const values = new Map<string, Expression>(pseudoParameters(input, version));
  const summaries: ParameterSummary[] = [];
  const names = new Set<string>(values.keys());
  const sources: JsonMap[] = [given, environment.parameters, environment.parameterDefaults];
  faults.within('parameters', () => {
    const definitions = mapOrFault(section, 'The section "parameters"', faults);
    checkCount(definitions, input.limits.parameters, 'parameters');
    for (const name of Object.keys(definitions)) {
      names.add(name);
      faults.within(name, () => {
        const written = readDefinition(name, definitions[name] ?? null, version, input.limits, faults);
        if (!written) return;
        const definition = { ...written, hidden: written.hidden || environment.encrypted.has(name) };
        const value = valueInForce(definition, sources, input, faults);
        if (value) values.set(name, value);
        summaries.push(summary(definition, value));
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

function pseudoParameters(input: CompileInput, version: HotVersion): [string, Expression][] {
  const { stackName, stackId, projectId } = input.pseudo;
  if (version.format === 'cfn') {
    const arn = `arn:openstack:heat::${projectId}:stacks/${stackName}/${stackId}`;
    return [
      ['AWS::StackId', { lit: arn }],
      ['AWS::StackName', { lit: stackName }],
      // As Heat gives it, wherever it runs.
      ['AWS::Region', { lit: 'ap-southeast-1' }],
    ];
  }
  return [
    ['OS::stack_name', { lit: stackName }],
    ['OS::stack_id', { lit: stackId }],
    ['OS::project_id', { lit: projectId }],
  ];
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

function summary(definition: ParameterDefinition, value: Expression | undefined): ParameterSummary {
  const { name, type, description, label, hidden, constraints } = definition;
  const show = (each: Json): Json => (hidden ? maskedValue : each);
  return {
    name,
    type: apiTypes[type],
    description,
    label: label === '' ? name : label,
    hidden,
    constraints,
    ...(definition.default === undefined ? {} : { default: show(definition.default) }),
    ...(value && 'lit' in value ? { value: show(value.lit) } : {}),
  };
}

/** Checks section `parameter_groups`: known parameters, each in one group at most. */
export function checkParameterGroups(
  section: Json | undefined,
  names: ReadonlySet<string>,
  faults: FaultList,
): void {
  if (section === undefined || section === null) return;
  if (!Array.isArray(section)) {
    faults.add(`The parameter_groups should be a list, not ${shown(section)}.`, { at: ['parameter_groups'] });
    return;
  }
  const seen = new Set<string>();
  (section as readonly Json[]).forEach((group, index) => {
    const members =
      typeof group === 'object' && group !== null ? own(group as JsonMap, 'parameters') : undefined;
    const at = ['parameter_groups', index];
    if (!Array.isArray(members)) {
      faults.add('The parameters of a parameter group should be a list.', { at });
      return;
    }
    for (const member of members as readonly Json[]) checkMember(member, at, seen, names, faults);
  });
}

function checkMember(
  member: Json,
  at: readonly (string | number)[],
  seen: Set<string>,
  names: ReadonlySet<string>,
  faults: FaultList,
): void {
  const name = typeof member === 'string' ? member : shown(member);
  if (!names.has(name)) {
    const hint = didYouMean(nearestName(name, names));
    faults.add(`The parameter group names "${name}", which is no parameter of the template.`, { at, hint });
  } else if (seen.has(name)) {
    faults.add(`The parameter "${name}" must be assigned to one parameter group only.`, { at });
  }
  seen.add(name);
}
