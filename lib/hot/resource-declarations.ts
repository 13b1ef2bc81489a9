import { DRIFT_POLICIES, type DriftPolicy } from '../drift-policy.js';
import type { Json } from '../json.js';
import { didYouMean, shown, type FaultList } from './faults.js';
import { holdsUnknowable } from './functions/function.js';
import { nearestName } from './nearest-name.js';
import { toNumber, UnfitValue } from './parameter-values.js';
import { checkKeys, flagOrFault, own, type JsonMap } from './sections.js';
import { isMap } from './storable.js';
import type { Expression, GoalResource } from './values.js';

/** What a template declares of a resource that Heat knows nothing of. */
export type Declarations = Pick<GoalResource, 'drift' | 'replaceOnDrift' | 'deleteFirst' | 'actionTimeoutMs'>;

/** The key of a resource's metadata under which it stands, so that the template stays one for Heat. */
const KEY = 'isotherm';
const keys = ['drift', 'replace_on_drift', 'delete_first', 'action_timeout'];
type Say = (value: Json) => string;
const YEAR_SECONDS = 31_536_000;

/** Reads the declarations in the compiled metadata at the faults' current path; what is not declared is absent. */
export function readDeclarations(metadata: Expression, faults: FaultList): Declarations {
  const section = entryOf(metadata, KEY);
  if (section === undefined || ('lit' in section && section.lit === null)) return {};
  // Where a part of the metadata is secret, all of it counts as such.
  const say = isSecret(section) ? () => 'what it is' : shown;
  return faults.within(KEY, () => {
    const map = literalMap(section, say, faults);
    if (!map) return {};
    checkKeys(map, keys, (key) => `"${key}" is not a valid keyword inside metadata.isotherm.`, faults);
    const drift = driftPolicy(own(map, 'drift'), say, faults);
    const timeoutMs = actionTimeoutMs(own(map, 'action_timeout'), say, faults);
    return {
      ...(drift === undefined ? {} : { drift }),
      ...(flagOrFault(map, 'replace_on_drift', faults, say) ? { replaceOnDrift: true } : {}),
      ...(flagOrFault(map, 'delete_first', faults, say) ? { deleteFirst: true } : {}),
      ...(timeoutMs === undefined ? {} : { actionTimeoutMs: timeoutMs }),
    };
  });
}

function isSecret(section: Expression): boolean {
  return 'map' in section ? Object.values(section.map).some((each) => 'secret' in each) : 'secret' in section;
}

function entryOf(expression: Expression, key: string): Expression | undefined {
  if ('map' in expression) return own(expression.map, key);
  if (!('lit' in expression) || !isMap(expression.lit)) return undefined;
  const lit = own(expression.lit, key);
  if (lit === undefined) return undefined;
  return expression.secret ? { lit, secret: true } : { lit };
}

/** The values that are known; those that are not are noted, or left out while parameters are missing. */
function literalMap(section: Expression, say: Say, faults: FaultList): JsonMap | undefined {
  if ('map' in section) {
    const known: [string, Json][] = [];
    for (const [key, value] of Object.entries(section.map)) {
      if ('lit' in value) known.push([key, value.lit]);
      else if (!holdsUnknowable(value)) notKnown(`metadata.isotherm.${key}`, [key], faults);
    }
    return Object.fromEntries(known);
  }
  if (!('lit' in section)) {
    if (!holdsUnknowable(section)) notKnown('metadata.isotherm', [], faults);
    return undefined;
  }
  if (isMap(section.lit)) return section.lit;
  faults.add(`metadata.isotherm must be a map, not ${say(section.lit)}.`, {
    hint: `it may hold ${keys.join(', ')}`,
  });
  return undefined;
}

function notKnown(what: string, at: readonly string[], faults: FaultList): void {
  faults.add(`${what} must be known before any resource is created.`, { at });
}

function driftPolicy(value: Json | undefined, say: Say, faults: FaultList): DriftPolicy | undefined {
  if (value === undefined || value === null) return undefined;
  const known = DRIFT_POLICIES.find((each) => each === value);
  if (known === undefined) {
    const near = typeof value === 'string' ? nearestName(value, DRIFT_POLICIES) : undefined;
    faults.add(`The drift policy must be one of ${DRIFT_POLICIES.join(', ')}, not ${say(value)}.`, {
      at: ['drift'],
      hint: didYouMean(near),
    });
  }
  return known;
}

function actionTimeoutMs(value: Json | undefined, say: Say, faults: FaultList): number | undefined {
  if (value === undefined || value === null) return undefined;
  const seconds = secondsOf(value);
  if (seconds !== undefined && seconds >= 0.001 && seconds <= YEAR_SECONDS) return Math.round(seconds * 1000);
  faults.add(`The action_timeout must be a number of seconds above 0, not ${say(value)}.`, {
    at: ['action_timeout'],
    hint: 'a year is the most',
  });
  return undefined;
}

function secondsOf(value: Json): number | undefined {
  try {
    return toNumber(value);
  } catch (error) {
    if (error instanceof UnfitValue) return undefined;
    throw error;
  }
}
