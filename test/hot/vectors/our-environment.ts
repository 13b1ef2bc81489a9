import { declaredTypes } from '../../../lib/hot/parameters.js';
import { checkRegistry } from '../../../lib/hot/environment/check-registry.js';
import { mergeEnvironments } from '../../../lib/hot/environment/merge-environments.js';
import { readEnvironments } from '../../../lib/hot/environment/read-environments.js';
import { loadRegistry } from '../../../lib/hot/environment/load-registry.js';
import { ResourceRegistry } from '../../../lib/hot/environment/resource-registry.js';
import { defaultLimits } from '../../../lib/hot/compile.js';
import { FaultList, faultsError } from '../../../lib/hot/faults.js';
import type { Json } from '../../../lib/json.js';
import { pseudo } from '../compile-text.js';
import type { Recorded } from './vector.js';

/** What files come to that are merged in their order, without sections that say nothing. */
export function mergedEnvironment({ files = [], parameters = {} }: Recorded): Json {
  const texts: string[] = Object.values(files);
  const names = texts.map((_, place) => `file-${String(place)}.yaml`);
  const input = {
    template: {},
    pseudo,
    limits: defaultLimits,
    environmentFiles: names,
    files: Object.fromEntries(texts.map((text, place) => [names[place] ?? '', text])),
  };
  const faults = new FaultList(defaultLimits);
  const given = readEnvironments(input, faults);
  const { document } = mergeEnvironments(input, given, declaredTypes(parameters), faults);
  refuse(faults);
  const sections = Object.entries(document).filter(([, content]) => !saysNothing(content));
  return Object.fromEntries<Json>(sections);
}

function saysNothing(content: unknown): boolean {
  return ['{}', '[]', '{"resources":{}}'].includes(JSON.stringify(content));
}

const KNOWN = new Set(['RandomString', 'None', 'Value', 'TestResource'].map((name) => `OS::Heat::${name}`));

/** What implements a type for a resource, and what else is said of that. */
export function registered({ registry = {}, type = '', resource = '' }: Recorded): Json {
  const faults = new FaultList(defaultLimits);
  const found = new ResourceRegistry(loadRegistry({}, checkRegistry(registry, faults)));
  refuse(faults);
  const resolved = found.resolve(type, resource, (name) => KNOWN.has(name));
  if (resolved.kind === 'cycle' || resolved.kind === 'unknown') {
    const message =
      resolved.kind === 'cycle'
        ? `round in circles: ${resolved.path.join(' -> ')}`
        : `The Resource Type (${type}) could not be found.`;
    throw faultsError([{ path: '', message }]);
  }
  return {
    ...(resolved.kind === 'template' ? { template: resolved.name } : { type: resolved.type }),
    hooks: found.hooks(resource),
    restricted: found.restrictedActions(resource).sort(),
  };
}

function refuse(faults: FaultList): void {
  if (faults.found.length > 0) throw faultsError(faults.found.map(({ message }) => ({ path: '', message })));
}
