import type { Json } from '../json.js';
import type { References, ValueCompiler } from './compile-value.js';
import type { ConstraintScope } from './custom-constraints/check-value.js';
import { findCycles } from './cycle.js';
import { didYouMean, shown, type FaultList, type PathStep } from './faults.js';
import { nearestName } from './nearest-name.js';
import { readDeclarations } from './resource-declarations.js';
import type { ResourceRegistry } from './environment/resource-registry.js';
import { PolicyReader } from './resource-policies.js';
import { PropertyReader } from './resource-properties.js';
import type { ResourceTypes } from './resource-types.js';
import { checkKeys, isMisspelt, own, textOrFault, type JsonMap } from './sections.js';
import { isList, isMap } from './storable.js';
import type { Expression, GoalResource } from './values.js';
import type { HotVersion } from './versions.js';

const keys = [
  'type',
  'properties',
  'metadata',
  'depends_on',
  'update_policy',
  'deletion_policy',
  'description',
];

/** Notes what resources require of one another, and that what they refer to is there. */
export class ResourceReferences implements References {
  private current = new Set<string>();
  /** Resources whose condition is false. */
  disabled: ReadonlySet<string> = new Set();

  constructor(
    private readonly definitions: JsonMap,
    private readonly types: ResourceTypes,
    private readonly faults: FaultList,
  ) {}

  /** Runs `read` and gives the names that were required meanwhile, sorted. */
  collect<T>(read: () => T): { readonly result: T; readonly requires: readonly string[] } {
    const outer = this.current;
    this.current = new Set();
    try {
      const result = read();
      return { result, requires: [...this.current].sort() };
    } finally {
      this.current = outer;
    }
  }

  isResource(name: string): boolean {
    return Object.hasOwn(this.definitions, name);
  }

  require(resource: string): void {
    if (Object.hasOwn(this.definitions, resource) && !this.disabled.has(resource)) {
      this.current.add(resource);
      return;
    }
    const hint = this.disabled.has(resource)
      ? 'its condition is false: refer to it only where that holds, by "if"'
      : (didYouMean(nearestName(resource, Object.keys(this.definitions))) ?? 'define it under "resources"');
    this.faults.add(
      `The specified reference "${resource}" (in ${heatPath(this.faults.path)}) is incorrect.`,
      { hint, type: 'InvalidTemplateReference' },
    );
  }

  requireAttribute(resource: string, attribute: string): void {
    const definition = own(this.definitions, resource);
    const type = isMap(definition) ? own(definition, 'type') : undefined;
    const schema = typeof type === 'string' ? this.types.schemaOf(type, resource) : undefined;
    if (!schema || schema.open || attribute === 'show' || Object.hasOwn(schema.attributes, attribute)) return;
    this.faults.add(`The Referenced Attribute (${resource} ${attribute}) is incorrect.`, {
      hint:
        didYouMean(nearestName(attribute, Object.keys(schema.attributes))) ??
        `see the attributes of ${schema.type}`,
    });
  }
}

/** `resources.a.properties.x.get_resource` as Heat's messages write it: `a.Properties.x`. */
function heatPath(steps: readonly PathStep[]): string {
  const [section, name, part, ...rest] = steps;
  if (section !== 'resources') return steps.join('.');
  const word = typeof part === 'string' ? part.charAt(0).toUpperCase() + part.slice(1) : '';
  const inner = rest.filter((step) => typeof step === 'number' || !references.has(step));
  return (
    [name, word].join('.') +
    inner.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')
  );
}

const references = new Set(['get_resource', 'get_attr', 'Ref', 'Fn::GetAtt']);

/** What reads the parts of resources. */
export interface ResourceReaders {
  readonly values: ValueCompiler;
  readonly references: ResourceReferences;
  readonly types: ResourceTypes;
  readonly registry: ResourceRegistry;
  readonly scope: ConstraintScope;
}

/** Compiles section `resources` and checks that nothing requires itself. */
export function readResources(
  definitions: JsonMap,
  readers: ResourceReaders,
  version: HotVersion,
  faults: FaultList,
): GoalResource[] {
  const { references } = readers;
  const reader = new ResourceReader(readers, version, faults);
  const resources: GoalResource[] = [];
  faults.within('resources', () => {
    for (const name of Object.keys(definitions)) {
      if (references.disabled.has(name)) continue;
      const resource = faults.within(name, () => reader.read(name, definitions[name] ?? null));
      if (resource) resources.push(resource);
    }
    for (const cycle of findCycles(new Map(resources.map((each) => [each.name, each.requires])))) {
      faults.add(`Circular Dependency Found: ${shorten(cycle).join(' -> ')}.`, {
        at: [cycle[0] ?? ''],
        hint: 'remove one of these references',
      });
    }
  });
  return resources;
}

function shorten(cycle: readonly string[]): readonly string[] {
  return cycle.length <= 20
    ? cycle
    : [...cycle.slice(0, 10), `... ${cycle.length - 19} more ...`, ...cycle.slice(-9)];
}

class ResourceReader {
  private readonly properties: PropertyReader;
  private readonly policies: PolicyReader;
  private readonly values: ValueCompiler;
  private readonly references: ResourceReferences;

  constructor(
    private readonly readers: ResourceReaders,
    private readonly version: HotVersion,
    private readonly faults: FaultList,
  ) {
    this.values = readers.values;
    this.references = readers.references;
    this.properties = new PropertyReader(readers.scope, this.values, faults);
    this.policies = new PolicyReader(version, this.values, faults);
  }

  read(name: string, definition: Json): GoalResource | undefined {
    const { faults } = this;
    this.checkName(name);
    if (!isMap(definition)) {
      faults.add(`Resource ${name} must be a map with at least a type, not ${shown(definition)}.`);
      return undefined;
    }
    const allowed = this.checkKeys(definition);
    const named = this.type(definition, allowed);
    const { type, schema } = this.readers.types.find(named, name);
    const external = (own(definition, 'external_id') ?? null) !== null;
    const { result, requires } = this.references.collect(() => ({
      properties: faults.within('properties', () =>
        this.properties.read(
          name,
          own(definition, 'properties'),
          schema,
          !external && !isMisspelt(definition, 'properties', allowed),
        ),
      ),
      metadata: faults.within('metadata', () => this.metadata(name, own(definition, 'metadata') ?? {})),
      dependsOn: faults.within('depends_on', () => this.dependsOn(own(definition, 'depends_on'))),
    }));
    return {
      name,
      type,
      ...(type !== named && { alias: named }),
      properties: result.properties,
      requires,
      metadata: result.metadata,
      description: textOrFault(definition, 'description', faults),
      ...this.policies.deletionPolicy(name, definition, schema),
      ...this.policies.externalId(name, definition, schema),
      ...faults.within('metadata', () => readDeclarations(result.metadata, faults)),
      ...this.environmental(name),
    };
  }

  /** What the environment says of it. */
  private environmental(name: string): Pick<GoalResource, 'hooks' | 'restricted'> {
    const { registry } = this.readers;
    const [hooks, restricted] = [registry.hooks(name), registry.restrictedActions(name)];
    return { ...(hooks.length > 0 && { hooks }), ...(restricted.length > 0 && { restricted }) };
  }

  /** @returns those that are allowed */
  private checkKeys(definition: JsonMap): readonly string[] {
    const { externalId, conditions } = this.version;
    const allowed = [...keys, ...(externalId ? ['external_id'] : []), ...(conditions ? ['condition'] : [])];
    checkKeys(
      definition,
      allowed,
      (key) => `"${key}" is not a valid keyword inside a resource definition.`,
      this.faults,
    );
    this.refuseUnsupportedKeys(definition);
    return allowed;
  }

  private checkName(name: string): void {
    if (name === '' || name.length > 255)
      this.faults.add(`Resource name ${shown(name)} must have 1 to 255 characters.`);
    if (name.includes('/')) this.faults.add(`Resource name may not contain "/": ${shown(name)}.`);
  }

  private metadata(name: string, written: Json): Expression {
    if (!isMap(written)) {
      this.faults.add(`Resource ${name} metadata type must be object, not ${shown(written)}.`);
      return { lit: {} };
    }
    return this.values.compile(written);
  }

  private type(definition: JsonMap, allowed: readonly string[]): string {
    const type = own(definition, 'type');
    if (typeof type === 'string' && type !== '') return type;
    if (isMisspelt(definition, 'type', allowed)) return '';
    if (type === undefined || type === null)
      this.faults.add('Each Resource must contain a type key.', { hint: 'add type: ...' });
    else this.faults.add(`Resource type must be a string, not ${shown(type)}.`, { at: ['type'] });
    return '';
  }

  private refuseUnsupportedKeys(definition: JsonMap): void {
    const value = own(definition, 'update_policy');
    if (value === undefined || value === null) return;
    if (isMap(value) && Object.keys(value).length === 0) return;
    this.faults.add('The key "update_policy" is not supported yet by Isotherm.', { at: ['update_policy'] });
  }

  private dependsOn(value: Json | undefined): void {
    if (value === undefined || value === null) return;
    const list = isList(value) ? value : [value];
    list.forEach((item, index) => {
      // What is not there is not waited for.
      if (typeof item === 'string' && this.references.disabled.has(item)) return;
      this.faults.path.push(...(isList(value) ? [index] : []));
      if (typeof item === 'string') this.references.require(item);
      else this.faults.add(`depends_on must name resources, not ${shown(item)}.`);
      if (isList(value)) this.faults.path.pop();
    });
  }
}
