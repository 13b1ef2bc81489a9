import type { Json } from '../../json.js';
import { didYouMean, shown, type FaultList } from '../faults.js';
import { nearestName } from '../nearest-name.js';
import { mapOrFault, type JsonMap } from '../sections.js';
import { MERGE_STRATEGIES } from './merge-values.js';

/** Section `parameter_merge_strategies`, at the faults' current path: a strategy for each parameter, `default` for the others. */
export function checkMergeStrategies(section: Json | undefined, faults: FaultList): JsonMap {
  const map = mapOrFault(section, 'The environment section "parameter_merge_strategies"', faults);
  for (const [parameter, strategy] of Object.entries(map)) {
    if (MERGE_STRATEGIES.some((each) => each === strategy)) continue;
    const word = typeof strategy === 'string' ? strategy : shown(strategy);
    faults.add(`Invalid merge strategy '${word}' for parameter '${parameter}'.`, {
      at: [parameter],
      hint: didYouMean(nearestName(word, MERGE_STRATEGIES)) ?? `one of ${MERGE_STRATEGIES.join(', ')}`,
    });
  }
  return map;
}
