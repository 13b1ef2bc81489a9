import type { Json } from '../json.js';
import type { CompileInput } from './compile-input.js';
import type { FaultList } from './faults.js';
import { readDocument } from './read-document.js';
import { checkKeys, mapOrFault, own, type JsonMap } from './sections.js';
import { checkStorable, isMap } from './storable.js';

/** What counts of an environment. */
export interface Environment {
  readonly parameters: JsonMap;
  readonly parameterDefaults: JsonMap;
}

const sections = ['parameters', 'parameter_defaults'];
const laterSections = [
  'resource_registry',
  'event_sinks',
  'encrypted_param_names',
  'parameter_merge_strategies',
];

/** Reads the environment; faults are noted as faults of its document. */
export function readEnvironment(input: CompileInput, faults: FaultList): Environment {
  if (input.environment === undefined) return { parameters: {}, parameterDefaults: {} };
  faults.document = 'environment';
  try {
    const value = readDocument(input.environment, 'environment', input.limits);
    checkStorable(value, faults, input.limits);
    return readSections(value, faults);
  } finally {
    faults.document = 'template';
  }
}

function readSections(value: Json, faults: FaultList): Environment {
  const map = mapOrFault(value, 'The environment', faults);
  checkKeys(map, [...sections, ...laterSections], (key) => `environment has wrong section "${key}"`, faults);
  for (const section of laterSections) {
    const content = own(map, section);
    if (content === undefined || isEmpty(content)) continue;
    faults.add(`The environment section "${section}" is not supported yet by Isotherm.`, { at: [section] });
  }
  const read = (section: string) =>
    faults.within(section, () =>
      mapOrFault(own(map, section), `The environment section "${section}"`, faults),
    );
  return { parameters: read('parameters'), parameterDefaults: read('parameter_defaults') };
}

/** Says nothing, such as the `resource_registry: {resources: {}}` of every stack that Heat exports. */
function isEmpty(value: Json): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === null || (isMap(value) && Object.values(value).every(isEmpty));
}
