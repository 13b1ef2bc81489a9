import assert from 'node:assert/strict';
import type { CompileInput } from '../../../lib/hot/compile.js';
import { loadRegistry } from '../../../lib/hot/environment/load-registry.js';
import { ResourceRegistry } from '../../../lib/hot/environment/resource-registry.js';
import type { GoalResource } from '../../../lib/hot/values.js';
import type { Json, JsonObject } from '../../../lib/json.js';
import { compile, faultsOf, testTypes as oneType } from '../compile-text.js';

const A = { must: {} };
const first = oneType.resourceType?.('Test::A') ?? assert.fail();
const types = new Map([first, { ...first, type: 'Test::B' }].map((each) => [each.type, each]));
const testTypes: typeof oneType = {
  resourceType: (type) => types.get(type),
  resourceTypeNames: () => types.keys(),
};

/** One resource of the type, with what more there is of it. */
function template(type: string, more: object = {}): JsonObject {
  return { heat_template_version: 'rocky', resources: { a: { type, properties: A, ...more } } };
}

function made(type: string, registry: Json, more: Partial<CompileInput> = {}): GoalResource | undefined {
  return compile(template(type), { ...testTypes, environment: { resource_registry: registry }, ...more })
    .resources[0];
}

describe('resource_registry', () => {
  it('a type is implemented by what it is mapped to, over several steps, and keeps its name', () => {
    const resource = made('My::Disk', { 'My::Disk': 'My::Volume', 'My::Volume': 'Test::A' });
    assert.equal(resource?.type, 'Test::A');
    assert.equal(resource.alias, 'My::Disk');
    assert.equal(made('Test::A', {})?.alias, undefined);
  });

  it('its properties and attributes are those of what implements it', () => {
    const registry = { 'My::A': 'Test::A' };
    const wrong = template('My::A', { properties: { ...A, v: { get_attr: ['b', 'adress'] }, zz: 1 } });
    const resources = { ...(wrong['resources'] as JsonObject), b: { type: 'My::A', properties: A } };
    const faults = faultsOf(
      { ...wrong, resources },
      { ...testTypes, environment: { resource_registry: registry } },
    );
    assert.deepEqual(
      faults.map(({ path, hint }) => [path, hint]),
      [
        ['resources.a.properties.v.get_attr', 'did you mean "address"?'],
        ['resources.a.properties.zz', 'Test::A has: v, size, key, must'],
      ],
    );
  });

  it('the user’s entries win over the operator’s, which win over the type itself', () => {
    const operator = { resource_registry: { 'Test::A': 'Test::B', 'My::*': 'Test::*' } };
    const more = { globalEnvironment: operator };
    assert.equal(made('Test::B', {}, more)?.type, 'Test::B');
    assert.equal(made('My::B', {}, more)?.type, 'Test::B');
    assert.equal(made('Test::A', {}, more)?.type, 'Test::B');
  });

  it('what is said of one resource wins, under its name or a glob', () => {
    const type = (registry: Json) => made('My::A', registry)?.type;
    assert.equal(type({ 'My::A': 'Test::B', resources: { a: { 'My::A': 'Test::A' } } }), 'Test::A');
    assert.equal(type({ 'My::A': 'Test::B', resources: { '*': { 'My::A': 'Test::A' } } }), 'Test::A');
    assert.equal(type({ 'My::A': 'Test::A', resources: { b: { 'My::A': 'Test::B' } } }), 'Test::A');
  });

  it('an entry that leads to no type is passed over', () => {
    assert.equal(made('My::A', { 'My::A': 'No::Such', 'My::*': 'Test::*' })?.type, 'Test::A');
  });

  const refused: readonly (readonly [type: string, registry: Json, message: RegExp])[] = [
    ['Aa', { Aa: 'Bb', Bb: 'Aa' }, /leads round in circles: Aa -> Bb -> Aa\./],
    ['Aa', { 'A*': 'AA*' }, /leads round in circles: Aa -> AAa -> .* -> \.\.\. -> /],
    ['Aa', { Aa: 'No::Such' }, /^The Resource Type \(Aa\) could not be found\./],
    ['Aa', { Aa: 'disk.yaml' }, /type Aa comes from the template "disk\.yaml".*not supported yet/],
    ['disk.template', {}, /comes from the template "disk\.template"/],
  ];
  for (const [type, registry, message] of refused) {
    it(`refuses ${type} under ${JSON.stringify(registry)} where the type stands`, () => {
      const [fault] = faultsOf(template(type), {
        ...testTypes,
        environment: { resource_registry: registry },
      });
      assert.equal(fault?.path, 'resources.a.type');
      assert.match(fault.message, message);
    });
  }

  it('a template that no resource uses is no fault, nor is what means nothing', () => {
    const registry = {
      Aa: 'disk.yaml',
      base_url: 'file:///x/',
      Bb: null,
      resources: { b: { c: { hooks: [] } } },
    };
    assert.equal(made('Test::B', registry)?.type, 'Test::B');
  });

  it('all its faults are found, each in its place, with the word that was meant', () => {
    const environment = [
      'resource_registry:',
      '  Aa: [x]',
      '  resources:',
      '    "*":',
      '      hooks: [pre-create, pre-crate]',
      '      restricted_actions: updat',
    ].join('\n');
    const faults = faultsOf(template('Test::B'), { ...testTypes, environment });
    assert.deepEqual(
      faults.map(({ path, line, hint }) => [path, line, hint]),
      [
        ['environment.resource_registry.Aa', 2, undefined],
        ['environment.resource_registry.resources.*.hooks.1', 5, 'did you mean "pre-create"?'],
        ['environment.resource_registry.resources.*.restricted_actions', 6, 'did you mean "update"?'],
      ],
    );
  });

  it('hooks and restricted actions come with the resource', () => {
    const resources = {
      a: { hooks: 'post-update' },
      '*': { hooks: ['pre-create'], restricted_actions: 'replace' },
    };
    const { hooks, restricted } = made('Test::B', { resources }) ?? {};
    assert.deepEqual(hooks, ['pre-create', 'post-update']);
    assert.deepEqual(restricted, ['replace']);
    assert.equal('hooks' in (made('Test::B', {}) ?? {}), false);
  });

  it('does not take long, whatever its globs say', () => {
    const entries = Array.from({ length: 60 }, (_, n) => [
      `${'a'.repeat(n + 1)}*`,
      `${'a'.repeat(60 - n)}b*`,
    ]);
    const registry = new ResourceRegistry(Object.fromEntries(entries) as { [name: string]: string });
    assert.notEqual(registry.resolve('a'.repeat(70), 'r', () => false).kind, 'type');
  });

  it('null takes back what was said, under a glob all that it fits', () => {
    const before = { 'My::A': 'B', 'My::B': 'C', X: 'Y', resources: { a: { X: 'Z' } } };
    const { X: _, ...others } = before;
    assert.deepEqual(loadRegistry(before, { X: null }), others);
    assert.deepEqual(loadRegistry(before, { 'My::*': null }), { X: 'Y', resources: { a: { X: 'Z' } } });
    assert.deepEqual(loadRegistry(before, { resources: { a: { X: null } } }).resources, { a: {} });
  });
});
