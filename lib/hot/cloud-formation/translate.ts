import type { Json } from '../../json.js';
import { didYouMean, shown, type FaultList, type PathStep } from '../faults.js';
import { nearestName } from '../nearest-name.js';
import { own, type JsonMap } from '../sections.js';
import { isList, isMap } from '../storable.js';
import type { HotVersion } from '../versions.js';
import { hotParameter } from './parameter.js';

type Words = Readonly<Record<string, string>>;

const sections: Words = {
  Description: 'description',
  Parameters: 'parameters',
  Resources: 'resources',
  Outputs: 'outputs',
};
const resourceKeys: Words = {
  Type: 'type',
  Properties: 'properties',
  Metadata: 'metadata',
  DependsOn: 'depends_on',
  DeletionPolicy: 'deletion_policy',
  UpdatePolicy: 'update_policy',
  Description: 'description',
};
const outputKeys: Words = { Description: 'description', Value: 'value' };

/** A template of CloudFormation in HOT's words: what it says stays as it is, only what its parts are called changes. */
export function translate(document: JsonMap, version: HotVersion, faults: FaultList): JsonMap {
  const withCondition = (words: Words) => (version.conditions ? { ...words, Condition: 'condition' } : words);
  const words = { ...sections, ...(version.conditions && { Conditions: 'conditions' }) };
  const beside = ['AWSTemplateFormatVersion', 'HeatTemplateFormatVersion', 'Mappings'];
  const named = renamed(document, words, beside, (key) => `The template section is invalid: ${key}`, faults);
  const each = (section: string, translateOne: (value: JsonMap, name: string) => Json) =>
    eachOf(own(named, section), section, translateOne, faults);
  const resource = (key: string) => `"${key}" is not a valid keyword inside a resource definition.`;
  const output = (key: string) => `"${key}" is not a valid keyword inside an output definition.`;
  return {
    ...named,
    ...each('parameters', (value, name) => hotParameter(name, value, faults)),
    ...each('resources', (value) => renamed(value, withCondition(resourceKeys), [], resource, faults)),
    ...each('outputs', (value) => renamed(value, withCondition(outputKeys), [], output, faults)),
  };
}

/** How a path into the translated template leads into the one that was given. */
export function stepsInTemplate(steps: readonly PathStep[]): PathStep[] {
  const [section, name, key, ...rest] = steps;
  if (section === 'heat_template_version' || section === undefined) return [];
  const given = [back({ ...sections, Conditions: 'conditions', Mappings: 'Mappings' }, section)];
  if (name !== undefined) given.push(name);
  if (key === undefined) return given;
  // Constraints have no place of their own there.
  if (section === 'parameters') return /^[A-Z]/.test(String(key)) ? [...given, key] : given;
  if (section === 'resources')
    return [...given, back({ ...resourceKeys, Condition: 'condition' }, key), ...rest];
  if (section === 'outputs') return [...given, back({ ...outputKeys, Condition: 'condition' }, key), ...rest];
  return [...given, key, ...rest];
}

function back(words: Words, step: PathStep): PathStep {
  return Object.keys(words).find((word) => words[word] === step) ?? step;
}

/** Section `Mappings`: maps of maps, for `Fn::FindInMap`. */
export function mappingsOf(document: JsonMap, faults: FaultList): JsonMap {
  const mappings = own(document, 'Mappings') ?? {};
  if (isMap(mappings)) return mappings;
  faults.add(`The section "Mappings" must be a map, not ${shown(mappings)}.`, { at: ['Mappings'] });
  return {};
}

/** @param beside keys that mean something else */
function renamed(
  map: JsonMap,
  words: Words,
  beside: readonly string[],
  message: (key: string) => string,
  faults: FaultList,
): JsonMap {
  const result: [string, Json][] = [];
  for (const [key, value] of Object.entries(map)) {
    const word = own(words, key);
    if (word !== undefined) result.push([word, value]);
    else if (!beside.includes(key)) {
      const allowed = Object.keys(words);
      const hint = didYouMean(nearestName(key, allowed)) ?? `allowed: ${allowed.join(', ')}`;
      const steps = [...stepsInTemplate(faults.path), key];
      faults.addAsGiven(steps, message(key), hint);
    }
  }
  return Object.fromEntries(result);
}

/** What is no map is left as it is, for the reader of the section to refuse. */
function eachOf(
  section: Json | undefined,
  name: string,
  translateOne: (value: JsonMap, name: string) => Json,
  faults: FaultList,
): JsonMap {
  if (section === undefined || section === null || isList(section) || !isMap(section)) return {};
  const translated = faults.within(name, () =>
    Object.entries(section).map(([key, value]) => [
      key,
      isMap(value) ? faults.within(key, () => translateOne(value, key)) : value,
    ]),
  );
  return { [name]: Object.fromEntries(translated) as JsonMap };
}
