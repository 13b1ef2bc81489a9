import type { Json } from '../../json.js';
import type { CompileInput } from '../compile-input.js';
import type { FaultList } from '../faults.js';
import type { ParameterType } from '../parameter-values.js';
import type { JsonMap } from '../sections.js';
import { checkEventSinks, checkSinkCount } from './check-event-sinks.js';
import type { Environment } from './environment.js';
import { mergeEventSinks, NO_EVENT_SINKS, type StackSink } from './event-sinks.js';
import { loadRegistry } from './load-registry.js';
import { ParameterMerge } from './merge-parameters.js';
import { mergeMaps } from './merge-values.js';
import { keptSections, type Sections } from './read-environments.js';
import { ResourceRegistry } from './resource-registry.js';

/**
 * One environment of all: under what the request says lies what an update keeps, and under both the operator's.
 * @param given the environments of the request, in their order
 * @param types of the parameters that the template declares
 */
export function mergeEnvironments(
  input: CompileInput,
  given: readonly Sections[],
  types: ReadonlyMap<string, ParameterType | undefined>,
  faults: FaultList,
): Environment {
  const merge = new ParameterMerge(types, faults);
  let registry: JsonMap = {};
  for (const each of given) {
    merge.add(each);
    // As in Heat, a later file's `resources` take the place of an earlier one's.
    registry = mergeMaps(registry, each.registry, false);
  }
  const kept = keptSections(input.keptEnvironment ?? {});
  const operator = keptSections(input.globalEnvironment ?? {});
  const own = input.parameters ?? {};
  const nulls = [own, ...given.map((each) => each.parameters)].flatMap((map) =>
    Object.keys(map).filter((name) => map[name] === null),
  );
  // As in Heat, null takes back a value that was kept.
  const cleared = new Set([...(input.clearParameters ?? []), ...nulls]);
  const encrypted = new Set([...kept.encrypted, ...given.flatMap((each) => each.encrypted)]);
  // What was kept may be of an earlier template, which had other parameters.
  const stays = ([name]: readonly [string, unknown]) => types.has(name) && !cleared.has(name);
  const parameters = {
    ...Object.fromEntries(Object.entries(kept.parameters).filter(stays)),
    ...merge.values('parameters'),
  };
  const defaults = { ...kept.parameterDefaults, ...merge.values('parameter_defaults') };
  const eventSinks = mergedSinks(input, kept.eventSinks, given, faults);
  const user = { resources: {}, ...loadRegistry(loadRegistry({}, kept.registry), registry) };
  return {
    parameters,
    parameterDefaults: { ...operator.parameterDefaults, ...defaults },
    registry: new ResourceRegistry(user, operator.registry),
    encrypted,
    document: {
      parameters: { ...parameters, ...withoutNulls(own) },
      parameter_defaults: defaults,
      resource_registry: user,
      event_sinks: eventSinks,
      encrypted_param_names: [...encrypted],
    },
  };
}

/** As in Heat, an update adds to those that were there; one that is named again is no second one. */
function mergedSinks(
  { eventSinks: rules = NO_EVENT_SINKS, keptIsGiven = false }: CompileInput,
  kept: readonly StackSink[],
  given: readonly Sections[],
  faults: FaultList,
): StackSink[] {
  const named = given.map(({ eventSinks }) => eventSinks);
  const before = keptIsGiven
    ? faults.inDocument('adopt_stack_data', () =>
        faults.within('environment', () =>
          faults.within('event_sinks', () => checkEventSinks(kept as unknown as Json, rules, faults)),
        ),
      )
    : kept;
  const sinks = mergeEventSinks(before, ...named);
  faults.inDocument(given.at(-1)?.document ?? 'environment', () => {
    // What is there already stays, whatever is allowed by now.
    if (keptIsGiven || named.some(({ length }) => length > 0)) checkSinkCount(sinks, rules, faults);
  });
  return sinks;
}

function withoutNulls(map: JsonMap): JsonMap {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null));
}
