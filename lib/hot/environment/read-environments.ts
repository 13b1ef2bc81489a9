import type { Json, JsonObject } from '../../json.js';
import type { CompileInput } from '../compile-input.js';
import type { FaultList } from '../faults.js';
import { environmentFile } from '../faults.js';
import { readDocument } from '../read-document.js';
import { checkKeys, mapOrFault, own, type JsonMap } from '../sections.js';
import { checkStorable, isList, isMap } from '../storable.js';
import { checkEventSinks } from './check-event-sinks.js';
import { checkMergeStrategies } from './check-merge-strategies.js';
import { checkRegistry } from './check-registry.js';
import { NO_EVENT_SINKS, type EventSinkRules, type StackSink } from './event-sinks.js';

export const ENVIRONMENT_SECTIONS = [
  'parameters',
  'parameter_defaults',
  'resource_registry',
  'event_sinks',
  'encrypted_param_names',
  'parameter_merge_strategies',
];

/** One environment that was given, checked. */
export interface Sections {
  /** What faults call it. */
  readonly document: string;
  readonly parameters: JsonMap;
  readonly parameterDefaults: JsonMap;
  readonly registry: JsonMap;
  readonly eventSinks: readonly StackSink[];
  readonly encrypted: readonly string[];
  readonly strategies: JsonMap;
}

/** The environments of a request: its files in their order, or without any its body. Faults are noted in their documents. */
export function readEnvironments(input: CompileInput, faults: FaultList): Sections[] {
  const { environmentFiles = [], environment, files = {} } = input;
  if (environmentFiles.length === 0)
    return environment === undefined ? [] : [readEnvironment('environment', environment, input, faults)];
  // As in Heat: its body then says what the client had merged of the very same files.
  return environmentFiles.flatMap((name) => {
    const text = own(files, name);
    if (text !== undefined) return [readEnvironment(environmentFile(name), text, input, faults)];
    faults.inDocument('environment_files', () => {
      faults.add(`"environment_files" names "${name}", which is not in "files".`, {
        hint: 'give its text there under this very name',
      });
    });
    return [];
  });
}

function readEnvironment(
  document: string,
  source: string | JsonObject,
  { limits, eventSinks }: CompileInput,
  faults: FaultList,
): Sections {
  return faults.inDocument(document, () => {
    const value = readDocument(source, document, limits);
    checkStorable(value, faults, limits);
    return readSections(document, value, faults, eventSinks);
  });
}

export function readSections(
  document: string,
  value: Json,
  faults: FaultList,
  rules: EventSinkRules = NO_EVENT_SINKS,
): Sections {
  if (value !== null && !isMap(value)) faults.add('The environment is not a valid YAML mapping data type.');
  const map = isMap(value) ? value : {};
  checkKeys(map, ENVIRONMENT_SECTIONS, (key) => `environment has wrong section "${key}"`, faults);
  for (const section of ENVIRONMENT_SECTIONS)
    if (own(map, section) === null)
      faults.add(`environment has empty section "${section}"`, { at: [section], hint: 'leave it out' });
  const read = <T>(section: string, check: (content: Json | undefined) => T) =>
    faults.within(section, () => check(own(map, section)));
  const plain = (section: string) =>
    read(section, (content) => mapOrFault(content, `The environment section "${section}"`, faults));
  return {
    document,
    parameters: plain('parameters'),
    parameterDefaults: plain('parameter_defaults'),
    registry: read('resource_registry', (content) => checkRegistry(content, faults)),
    eventSinks: read('event_sinks', (content) => checkEventSinks(content, rules, faults)),
    encrypted: read('encrypted_param_names', (content) => namesIn(content, faults)),
    strategies: read('parameter_merge_strategies', (content) => checkMergeStrategies(content, faults)),
  };
}

function namesIn(content: Json | undefined, faults: FaultList): string[] {
  if (content === undefined || content === null) return [];
  if (isList(content)) {
    const names = content.filter((name) => typeof name === 'string');
    if (names.length === content.length) return names;
  }
  faults.add('The environment section "encrypted_param_names" must be a list of names of parameters.');
  return [];
}

/** An environment that was kept: it was checked before it was stored. */
export function keptSections(value: Json): Omit<Sections, 'document' | 'strategies'> {
  const map = isMap(value) ? value : {};
  const section = (name: string): JsonMap => {
    const content = own(map, name);
    return isMap(content) ? content : {};
  };
  const names = own(map, 'encrypted_param_names');
  const sinks = own(map, 'event_sinks');
  return {
    parameters: section('parameters'),
    parameterDefaults: section('parameter_defaults'),
    registry: section('resource_registry'),
    eventSinks: isList(sinks) ? (sinks as unknown as StackSink[]) : [],
    encrypted: isList(names) ? names.filter((name) => typeof name === 'string') : [],
  };
}
