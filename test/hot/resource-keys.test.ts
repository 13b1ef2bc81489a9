import assert from 'node:assert/strict';
import type { GoalResource } from '../../lib/hot/values.js';
import type { Json } from '../../lib/json.js';
import { compile, faultsOf, pseudo, refusal, testType, testTypes } from './compile-text.js';

const parameters = {
  policy: { type: 'string', default: 'Retain' },
  id: { type: 'string', default: 'disk-7' },
  seconds: { type: 'number', default: 90 },
  flag: { type: 'boolean', default: true },
  secret: { type: 'string', default: 's3cret', hidden: true },
  map: { type: 'json', default: { isotherm: { drift: 'report' } } },
};

function template(keys: { readonly [key: string]: Json }, version = '2018-08-31') {
  return {
    heat_template_version: version,
    parameters,
    resources: { a: { type: 'Test::A', ...keys }, b: { type: 'Test::A' } },
  };
}

/** Resource `a` with the given keys, without types. */
function resource(keys: { readonly [key: string]: Json }, version?: string): GoalResource {
  return compile(template(keys, version)).resources[0] ?? assert.fail();
}

const faults = (keys: { readonly [key: string]: Json }, version?: string) =>
  faultsOf(template(keys, version)).map(({ path, message, hint }) => [path, message, hint]);

describe('deletion_policy', () => {
  it('is what Heat calls it, and absent where it is Delete', () => {
    const policies = ['Delete', 'Retain', 'Snapshot', { get_param: 'policy' }, null].map(
      (each) => resource({ deletion_policy: each }, '2013-05-23').deletionPolicy,
    );
    assert.deepEqual(policies, [undefined, 'retain', 'snapshot', 'retain', undefined]);
    assert(!Object.hasOwn(resource({ deletion_policy: 'Delete' }), 'deletionPolicy'));
  });

  it('may be in lower case from 2016-10-14 on', () => {
    assert.equal(resource({ deletion_policy: 'retain' }, '2016-10-14').deletionPolicy, 'retain');
    assert.equal(resource({ deletion_policy: 'delete' }, 'newton').deletionPolicy, undefined);
    assert.deepEqual(faults({ deletion_policy: 'retain' }, '2016-04-08'), [
      [
        'resources.a.deletion_policy',
        'Invalid deletion policy "retain"',
        'lower case needs heat_template_version 2016-10-14 or newer',
      ],
    ]);
  });

  it('that is none is a fault with the nearest one', () => {
    const path = 'resources.a.deletion_policy';
    assert.deepEqual(faults({ deletion_policy: 'Retian' }), [
      [path, 'Invalid deletion policy "Retian"', 'did you mean "Retain"?'],
    ]);
    assert.deepEqual(faults({ deletion_policy: 'Destroy' }), [
      [path, 'Invalid deletion policy "Destroy"', 'one of Delete, Retain, Snapshot'],
    ]);
    assert.deepEqual(faults({ deletion_policy: 5 }), [
      [path, 'Resource a deletion_policy type must be string, not 5.', undefined],
    ]);
    assert.match(
      String(faults({ deletion_policy: { get_attr: ['b', 'x'] } })[0]?.[1]),
      /must be known before any resource/,
    );
  });

  it('Snapshot is for types that have it', () => {
    const keys = { deletion_policy: 'snapshot', properties: { must: {} } };
    const text = template(keys);
    const b = { ...text.resources.b, properties: { must: {} } };
    const both = { ...text, resources: { ...text.resources, b } };
    const [fault] = faultsOf(both, testTypes);
    assert.deepEqual(
      [fault?.path, fault?.message],
      ['resources.a.deletion_policy', '"Snapshot" deletion policy not supported'],
    );
    const able = { ...testType, actions: ['snapshot'] } as const;
    assert.equal(compile(both, { resourceType: () => able }).resources[0]?.deletionPolicy, 'snapshot');
  });
});

describe('external_id', () => {
  it('is text that needs no resource', () => {
    assert.equal(resource({ external_id: 'disk-7' }).externalId, 'disk-7');
    const joined = { list_join: ['-', [{ get_param: 'OS::stack_name' }, { get_param: 'id' }]] };
    assert.equal(resource({ external_id: joined }).externalId, 'shop-disk-7');
    assert(!Object.hasOwn(resource({ external_id: null }), 'externalId'));
  });

  it('is known from 2016-10-14 on', () => {
    assert.equal(resource({ external_id: 'x' }, '2016-10-14').externalId, 'x');
    assert.match(
      String(faults({ external_id: 'x' }, '2016-04-08')[0]?.[1]),
      /^"external_id" is not a valid keyword inside a resource definition/,
    );
  });

  it('that is empty, no text, not known yet or secret is a fault', () => {
    const path = 'resources.a.external_id';
    assert.deepEqual(faults({ external_id: '' })[0]?.slice(0, 2), [path, 'The external_id is empty.']);
    assert.match(String(faults({ external_id: ['x'] })[0]?.[1]), /type must be string, not \["x"\]/);
    assert.match(String(faults({ external_id: { get_resource: 'b' } })[0]?.[1]), /must be known before/);
    const { message } = refusal(template({ external_id: { get_param: 'secret' } }));
    assert.match(message, /is shown, and its parameter is hidden/);
    assert(!message.includes('s3cret'));
  });

  it('leaves out what its type requires, and nothing else', () => {
    const [a] = compile(
      { heat_template_version: 'rocky', resources: { a: { type: 'Test::A', external_id: 'x' } } },
      testTypes,
    ).resources;
    assert.deepEqual(a?.properties, { size: { lit: 5 } });
    const bad = { type: 'Test::A', external_id: 'x', properties: { size: 0 } };
    assert.match(
      refusal({ heat_template_version: 'rocky', resources: { a: bad } }, testTypes).message,
      /properties.size/,
    );
  });

  it('of a type whose things only the engine that made them knows is a fault', () => {
    const types = { resourceType: () => ({ ...testType, observed: 'by report' as const }) };
    const template = {
      heat_template_version: 'rocky',
      resources: { a: { type: 'Test::A', external_id: 'x' } },
    };
    const [fault] = refusal(template, types).faults ?? [];
    assert.equal(fault?.path, 'resources.a.external_id');
    assert.match(fault.message, /^A thing of Test::A is known to the stack that made it alone/);
  });

  it('without parameter values is no fault while validating', () => {
    const text = {
      heat_template_version: 'rocky',
      parameters: { id: { type: 'string' }, drift: { type: 'string' } },
      resources: {
        a: {
          type: 'Test::A',
          external_id: { get_param: 'id' },
          deletion_policy: { get_param: 'id' },
          metadata: { isotherm: { drift: { get_param: 'drift' } } },
        },
      },
    };
    const [a] = compile(text, { ...testTypes, requireParameterValues: false }).resources;
    assert.deepEqual([a?.externalId, a?.drift], [undefined, undefined]);
  });
});

describe('metadata.isotherm', () => {
  const declared = ({ drift, replaceOnDrift, deleteFirst, actionTimeoutMs }: GoalResource) => ({
    drift, replaceOnDrift, deleteFirst, actionTimeoutMs,
  }); // prettier-ignore

  it('declares what Heat has no key for, and stays in the metadata', () => {
    const isotherm = { drift: 'report', replace_on_drift: true, delete_first: true, action_timeout: 90 };
    const a = resource({ metadata: { role: 'db', isotherm } });
    assert.deepEqual(declared(a), {
      drift: 'report',
      replaceOnDrift: true,
      deleteFirst: true,
      actionTimeoutMs: 90_000,
    });
    assert.deepEqual(a.metadata, { lit: { role: 'db', isotherm } });
  });

  it('may come from parameters, in part or as a whole, beside what is not known yet', () => {
    const parts = {
      action_timeout: { get_param: 'seconds' },
      delete_first: { get_param: 'flag' },
      drift: 'ignore',
    };
    const a = resource({ metadata: { isotherm: parts, address: { get_attr: ['b', 'address'] } } });
    assert.deepEqual([a.actionTimeoutMs, a.deleteFirst, a.drift], [90_000, true, 'ignore']);
    assert.deepEqual(a.requires, ['b']);
    assert.equal(resource({ metadata: { get_param: 'map' } }).drift, 'report');
    assert.equal(resource({ metadata: { isotherm: { action_timeout: '0.5' } } }).actionTimeoutMs, 500);
  });

  it('leaves the goal as it was where nothing is declared', () => {
    const plain = JSON.stringify(resource({ metadata: {} }));
    const silent = { drift: null, replace_on_drift: false, delete_first: 'False', action_timeout: null };
    for (const isotherm of [null, {}, silent]) {
      const { metadata: _, ...rest } = resource({ metadata: { isotherm } });
      assert.equal(JSON.stringify({ ...rest, metadata: { lit: {} } }).length, plain.length);
    }
  });

  it('with faults is refused, each with its path and the nearest name', () => {
    const wrong = {
      drfit: 'report',
      drift: 'repiar',
      replace_on_drift: 'maybe',
      delete_first: 1,
      action_timeout: 0,
    };
    assert.deepEqual(
      faults({ metadata: { isotherm: wrong } }).map(([path, , hint]) => [path, hint]),
      [
        ['resources.a.metadata.isotherm.drfit', 'did you mean "drift"?'],
        ['resources.a.metadata.isotherm.drift', 'did you mean "repair"?'],
        ['resources.a.metadata.isotherm.action_timeout', 'a year is the most'],
        ['resources.a.metadata.isotherm.replace_on_drift', undefined],
        ['resources.a.metadata.isotherm.delete_first', undefined],
      ],
    );
    const late = { drift: { get_attr: ['b', 'x'] } };
    assert.deepEqual(faults({ metadata: { isotherm: late } }), [
      [
        'resources.a.metadata.isotherm.drift',
        'metadata.isotherm.drift must be known before any resource is created.',
        undefined,
      ],
    ]);
    for (const whole of [{ get_attr: ['b', 'x'] }, ['drift'], 'report'])
      assert.equal(faults({ metadata: { isotherm: whole } })[0]?.[0], 'resources.a.metadata.isotherm');
    for (const seconds of ['soon', -1, 31_536_001, [], true])
      assert.equal(faults({ metadata: { isotherm: { action_timeout: seconds } } }).length, 1);
  });

  it('shows no secret in a fault', () => {
    for (const isotherm of [{ get_param: 'secret' }, { drift: { get_param: 'secret' } }]) {
      const { message } = refusal(template({ metadata: { isotherm } }), { pseudo });
      assert(!message.includes('s3cret'), message);
    }
  });
});
