import type { Json } from '../../json.js';
import { didYouMean, shown, type FaultList } from '../faults.js';
import { nearestName } from '../nearest-name.js';
import { mapOrFault, type JsonMap } from '../sections.js';
import { isList, isMap } from '../storable.js';
import { HOOKS, isHook, isRestrictedAction, RESTRICTED_ACTIONS } from './hooks.js';

/** Checks section `resource_registry`, at the faults' current path: what Heat accepts is accepted. */
export function checkRegistry(section: Json | undefined, faults: FaultList): JsonMap {
  const registry = mapOrFault(section, 'The environment section "resource_registry"', faults);
  checkLevel(registry, faults);
  return registry;
}

function checkLevel(level: JsonMap, faults: FaultList): void {
  for (const [key, value] of Object.entries(level)) {
    faults.within(key, () => {
      // It takes back what was said before.
      if (value === null) return;
      if (key === 'hooks') checkWords(value, isHook, HOOKS, invalidHook, faults);
      else if (key === 'restricted_actions')
        checkWords(value, isRestrictedAction, RESTRICTED_ACTIONS, invalidAction, faults);
      else if (isMap(value)) checkLevel(value, faults);
      else if (typeof value !== 'string')
        faults.add(`"${key}" must be mapped to the name of a type, not ${shown(value)}.`);
    });
  }
}

function checkWords(
  value: Json,
  isValid: (word: unknown) => boolean,
  words: readonly string[],
  message: (word: string) => string,
  faults: FaultList,
): void {
  const items = isList(value) ? value : [value];
  items.forEach((item, index) => {
    if (isValid(item)) return;
    const word = typeof item === 'string' ? item : shown(item);
    faults.add(message(word), {
      at: isList(value) ? [index] : [],
      hint: didYouMean(nearestName(word, words)),
    });
  });
}

function invalidHook(word: string): string {
  return `Invalid hook type "${word}" for resource breakpoint, acceptable hook types are: ${listed(HOOKS)}`;
}

function invalidAction(word: string): string {
  return `Invalid restricted_action type "${word}" for resource, acceptable restricted_action types are: ${listed(RESTRICTED_ACTIONS)}`;
}

/** As Heat writes them. */
function listed(words: readonly string[]): string {
  return `(${words.map((word) => `'${word}'`).join(', ')})`;
}
