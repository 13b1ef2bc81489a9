import type { Json } from '../json.js';
import type { ValueCompiler } from './compile-value.js';
import type { Conditions } from './conditions.js';
import { shown, type FaultList } from './faults.js';
import type { TemplateLimits } from './limits.js';
import { checkCount, checkKeys, isMisspelt, mapOrFault, own, textOrFault } from './sections.js';
import { isMap } from './storable.js';
import type { GoalOutput } from './values.js';
import type { HotVersion } from './versions.js';

const keys = ['value', 'description'];

/** Reads section `outputs`. */
export function readOutputs(
  section: Json | undefined,
  values: ValueCompiler,
  conditions: Conditions,
  version: HotVersion,
  limits: TemplateLimits,
  faults: FaultList,
): GoalOutput[] {
  return faults.within('outputs', () => {
    const definitions = mapOrFault(section, 'The section "outputs"', faults);
    const names = Object.keys(definitions);
    checkCount(definitions, limits.outputs, 'outputs');
    return names.map((name) =>
      faults.within(name, () =>
        readOutput(name, definitions[name] ?? null, values, conditions, version, faults),
      ),
    );
  });
}

function readOutput(
  name: string,
  definition: Json,
  values: ValueCompiler,
  conditions: Conditions,
  version: HotVersion,
  faults: FaultList,
): GoalOutput {
  if (!isMap(definition)) {
    faults.add(`Outputs must contain Output. Found ${shown(definition)} instead.`);
    return { name, description: '', value: { lit: null } };
  }
  const allowed = version.conditions ? [...keys, 'condition'] : keys;
  checkKeys(
    definition,
    allowed,
    (key) => `"${key}" is not a valid keyword inside an output definition.`,
    faults,
  );
  const condition = (version.conditions ? own(definition, 'condition') : undefined) ?? true;
  const isThere = faults.within('condition', () => conditions.holds(condition));
  const value = own(definition, 'value');
  if (value === undefined && !isMisspelt(definition, 'value', allowed))
    faults.add('Each output must contain a value key.', { hint: 'add value: ...' });
  return {
    name,
    description: textOrFault(definition, 'description', faults),
    // It is listed all the same, with nothing.
    value: isThere === false ? { lit: null } : faults.within('value', () => values.compile(value ?? null)),
  };
}
