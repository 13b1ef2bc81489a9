import { didYouMean, type FaultList } from '../faults.js';
import { nearestName } from '../nearest-name.js';
import type { JsonMap } from '../sections.js';
import type { Sections } from './read-environments.js';

/** Notes each parameter that is given and not declared, at the faults' current path. */
export function checkNamesGiven(given: JsonMap, declared: ReadonlySet<string>, faults: FaultList): void {
  for (const name of Object.keys(given)) {
    if (declared.has(name)) continue;
    const hint = didYouMean(nearestName(name, declared)) ?? 'declare it under "parameters", or leave it out';
    faults.add(`The Parameter (${name}) was not defined in template.`, {
      hint,
      type: 'UnknownUserParameter',
    });
  }
}

/** Those of environments, each in its own document. What stands in `parameter_defaults` need not be there. */
export function checkNamesInEnvironments(
  environments: readonly Sections[],
  declared: ReadonlySet<string>,
  faults: FaultList,
): void {
  for (const { document, parameters } of environments)
    faults.inDocument(document, () => {
      faults.within('parameters', () => {
        checkNamesGiven(parameters, declared, faults);
      });
    });
}
