import { didYouMean, shown } from '../../faults.js';
import { nearestName } from '../../nearest-name.js';
import { own } from '../../sections.js';
import { isMap } from '../../storable.js';
import { FunctionFault, literalText, type TemplateFunction } from '../function.js';
import { itemsOf } from '../pure-function.js';

/** `Fn::FindInMap: [mapping, key, name]`: a value of section `Mappings`. */
export const findInMap: TemplateFunction = {
  call: 'find_in_map',
  compile(args, context) {
    const steps = itemsOf(context.compile(args));
    if (steps?.length !== 3)
      throw new FunctionFault(
        `Arguments to "${context.name}" must be of the form [mapping, key, name]`,
        shown(args),
      );
    let value = context.mappings();
    for (const step of steps) {
      const name = literalText(step, `Each argument to "${context.name}"`);
      const next = isMap(value) ? own(value, name) : undefined;
      if (next === undefined) {
        const names = isMap(value) ? Object.keys(value) : [];
        throw new FunctionFault(
          `"${context.name}" finds no "${name}"`,
          undefined,
          didYouMean(nearestName(name, names)) ?? 'define it under "Mappings"',
        );
      }
      value = next;
    }
    return { lit: value };
  },
  evaluate: () => undefined,
};
