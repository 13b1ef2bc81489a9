import { IsothermError } from '../../errors.js';
import type { JsonObject } from '../../json.js';
import { environmentFile, FaultList, faultsError, TooManyFaults } from '../faults.js';
import type { TemplateLimits } from '../limits.js';
import { placeFaults, readDocument } from '../read-document.js';
import { checkKeys, mapOrFault, own, type JsonMap } from '../sections.js';
import { checkStorable } from '../storable.js';
import { loadRegistry } from './load-registry.js';
import { readSections } from './read-environments.js';

/** What an operator can say of all stacks. */
const GLOBAL_SECTIONS = ['resource_registry', 'parameter_defaults'];

/**
 * The operator's environment of its files, by name: what a later one says wins.
 * @throws IsothermError `config.invalid` with all faults together, each with its file and line
 */
export function readGlobalEnvironment(
  files: ReadonlyMap<string, string>,
  limits: TemplateLimits,
): JsonObject {
  const faults = new FaultList(limits);
  let registry: JsonMap = {};
  let defaults: JsonMap = {};
  try {
    for (const [name, text] of files) {
      const read = faults.inDocument(environmentFile(name), () => readFile(name, text, faults, limits));
      registry = loadRegistry(registry, read.registry);
      defaults = { ...defaults, ...read.parameterDefaults };
    }
  } catch (error) {
    if (error instanceof IsothermError) throw refused(error);
    if (!(error instanceof TooManyFaults)) throw error;
  }
  if (faults.found.length > 0) {
    const textOf = (document: string) => files.get(document.slice(0, -1));
    throw refused(faultsError(placeFaults(faults.given(), textOf, limits)));
  }
  return { resource_registry: registry, parameter_defaults: defaults };
}

function readFile(name: string, text: string, faults: FaultList, limits: TemplateLimits) {
  const document = environmentFile(name);
  const value = readDocument(text, document, limits);
  checkStorable(value, faults, limits);
  const map = mapOrFault(value, 'The environment', faults);
  checkKeys(map, GLOBAL_SECTIONS, (key) => `The environment of all stacks has no section "${key}"`, faults);
  const said = GLOBAL_SECTIONS.flatMap((section) => {
    const content = own(map, section);
    return content === undefined ? [] : [[section, content] as const];
  });
  return readSections(document, Object.fromEntries(said), faults);
}

function refused({ message, faults, cause }: IsothermError): IsothermError {
  const text = faults.length === 1 ? `${faults[0]?.path ?? ''}: ${message}` : message;
  return new IsothermError('config.invalid', `environment.directory: ${text}`, { faults, cause });
}
