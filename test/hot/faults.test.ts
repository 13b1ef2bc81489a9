import assert from 'node:assert/strict';
import { evaluate } from '../../lib/hot/evaluate.js';
import type { Scope } from '../../lib/hot/values.js';
import { compile, faultsOf, refusal, testType, testTypes, valueTemplate } from './compile-text.js';

const many = `heat_template_version: 2018-08-31
parametres: {}
parameters:
  port: {type: numbr}
  size:
    type: number
    constraints:
      - range: {min: 1, max: 3}
resources:
  web:
    type: Test::B
    propertys: {}
  db:
    type: Test::A
    depends_on: wbe
    properties:
      vv: 1
      size: many
      v: {get_parm: size}
      must: {}
outputs:
  o: {description: none}
`;

describe('faults of a template', () => {
  it('are found together, each with path, line, column and a suggestion', () => {
    const faults = faultsOf(many, { ...testTypes, parameters: { size: 9, sice: 1 } });
    const seen = faults.map(({ path, line, column, hint }) => [path, line, column, hint]);
    assert.deepEqual(seen, [
      ['parametres', 2, 1, 'did you mean "parameters"?'],
      ['parameters.port.type', 4, 10, 'did you mean "number"?'],
      ['parameters.size', 5, 3, undefined],
      ['parameters', 3, 1, 'did you mean "size"?'],
      ['resources.web.propertys', 12, 5, 'did you mean "properties"?'],
      ['resources.web.type', 11, 5, 'did you mean "Test::A"?'],
      ['resources.db.properties.vv', 17, 7, 'did you mean "v"?'],
      ['resources.db.properties.size', 18, 7, undefined],
      ['resources.db.properties.v', 19, 7, 'did you mean "get_param"?'],
      ['resources.db.depends_on', 15, 5, 'did you mean "web"?'],
      ['outputs.o', 22, 3, 'add value: ...'],
    ]);
    assert.match(faults[8]?.message ?? '', /expected string.*, not \{"get_parm":"size"\}/);
  });

  it('in JSON have their lines too, and none when the template came as an object', () => {
    const text = '{\n "heat_template_version": "rocky",\n "resources": {\n  "a": {"type": 5}\n }\n}';
    assert.deepEqual(
      faultsOf(text).map(({ path, line, column }) => [path, line, column]),
      [['resources.a.type', 4, 9]],
    );
    const [fault] = faultsOf({ heat_template_version: 'rocky', resources: { a: { type: 5 } } });
    assert.deepEqual(Object.keys(fault ?? {}).sort(), ['message', 'path']);
  });

  it('of the environment have their place in it', () => {
    const environment = 'parameters:\n  name: db\nresource_registry: {A: 5}\nzz: 1\n';
    const faults = faultsOf(valueTemplate('1'), { environment });
    assert.deepEqual(
      faults.map(({ path, line }) => [path, line]),
      [
        ['environment.zz', 4],
        ['environment.resource_registry.A', 3],
      ],
    );
  });

  it('one fault is the message; several are listed', () => {
    assert.match(refusal(valueTemplate('{get_resource: c}')).message, /^The specified reference "c"/);
    assert.match(
      refusal(many).message,
      /^\d+ faults were found:\nparametres \(line 2, column 1\): The template section is invalid/,
    );
  });

  it('cause no further faults', () => {
    const faults = faultsOf(
      valueTemplate('{str_replace: {template: {get_file: x}, params: {get_param: y}}}'),
    );
    assert.equal(faults.length, 2);
  });

  it('stop at the limit', () => {
    const items = Array.from({ length: 500 }, () => '{get_resource: c}').join(', ');
    assert.equal(faultsOf(valueTemplate(`[${items}]`)).length, 100);
  });

  const refused: readonly (readonly [text: string, message: RegExp])[] = [
    ['', /must be a map|empty/],
    ['- a', /must be a map with heat_template_version/],
    [
      'heat_template_version: 2012-01-01',
      /The template version is invalid: "heat_template_version: 2012-01-01"/,
    ],
    ['HeatTemplateFormatVersion: 2012-12-13', /"HeatTemplateFormatVersion" should be: 2012-12-12/],
    [
      'heat_template_version: 2016-04-08\nconditions: {a: true}',
      /^The template section is invalid: conditions/,
    ],
    ['heat_template_version: pike\nresources: [a]', /"resources" must be a map/],
    ['heat_template_version: pike\nresources: {a: {}}', /must contain a type key/],
    ['heat_template_version: pike\nresources: {a/b: {type: T}}', /may not contain/],
    [
      'heat_template_version: 2016-04-08\nresources: {a: {type: T, condition: x}}',
      /^"condition" is not a valid keyword inside a resource definition/,
    ],
    [
      'heat_template_version: pike\nresources: {a: {type: T, condition: x}}',
      /^Invalid condition "x" \(define it under "conditions"\)$/,
    ],
    ['heat_template_version: pike\nresources:\n  a: {type: T}\n  a: {type: U}', /The key "a" is repeated/],
    [
      'heat_template_version: pike\nresources: {a: {type: T, depends_on: a}}',
      /Circular Dependency Found: a -> a/,
    ],
    ['a: b: c', /The YAML text cannot be read/],
    ['{"a": ', /The YAML text cannot be read/],
    [
      'heat_template_version: pike\nparameter_groups: [{parameters: [zz]}]',
      /names "zz", which is no parameter/,
    ],
    [
      'heat_template_version: pike\nparameters: {p: {type: string, default: a}}\nparameter_groups: [{parameters: [p, p]}]',
      /one parameter group only/,
    ],
  ];
  for (const [text, message] of refused) {
    it(`refuse ${JSON.stringify(text.slice(0, 90))}`, () => {
      assert.match(refusal(text).message, message);
    });
  }

  it('of secret values do not show them', () => {
    const text = valueTemplate('1').replace('{v: 1}', '{must: {}, key: {get_param: secret}}');
    const { message } = refusal(text, testTypes);
    assert.match(message, /resources.a.properties.key: : the value does not fit/);
    assert(!message.includes('s3cret'));
  });

  it('types: defaults are filled in, null is not given, scalars are made to fit', () => {
    const text =
      'heat_template_version: rocky\nresources: {a: {type: Test::A, properties: {must: {}, v: 5, size: null}}}';
    assert.deepEqual(compile(text, testTypes).resources[0]?.properties, {
      must: { lit: {} },
      v: { lit: '5' },
      size: { lit: 5 },
    });
    assert.match(refusal(text.replace('must: {}, ', ''), testTypes).message, /Property must not assigned/);
    assert.match(refusal(text.replace('v: 5', 'v: {get_attr: [b, adress]}').replace('{a:', '{b: {type: Test::A, properties: {must: {}}}, a:'), testTypes).message,
      /Referenced Attribute \(b adress\) is incorrect.*did you mean "address"/); // prettier-ignore
  });

  it('null is a value where the type takes any', () => {
    const any = {
      ...testType,
      properties: { v: { required: true, updatable: true, secret: false, schema: {} } },
    };
    const text = `heat_template_version: rocky
parameters: {p: {type: json, default: {k: null}}}
resources: {a: {type: Test::A, properties: {v: {get_param: [p, k]}}}}`;
    const [a] = compile(text, { resourceType: () => any }).resources;
    assert.deepEqual(a?.properties, { v: { lit: null } });
  });

  it('scalars are made to fit inside lists and maps too, and what is wrong there is told with its place', () => {
    const text =
      'heat_template_version: rocky\nresources: {a: {type: Test::A, properties: {must: {a: 5, b: true, c: d}}}}';
    const [a] = compile(text, testTypes).resources;
    assert.deepEqual(a?.properties['must'], { lit: { a: '5', b: 'True', c: 'd' } });
    const { message } = refusal(text.replace('b: true', 'b: [true]'), testTypes);
    assert.match(message, /resources\.a\.properties\.must\.b: : .*received array, not \[true\]/);
  });

  it('what is known only later is made to fit its type when it is known', () => {
    const text =
      'heat_template_version: rocky\nresources:\n  a: {type: Test::A, properties: {must: {}, v: {get_attr: [b, address]}, size: {get_attr: [b, address]}}}\n  b: {type: Test::A, properties: {must: {}}}\n';
    const [a] = compile(text, testTypes).resources;
    const scope = (address: string | number): Scope => () => ({
      reference: '', referenceIsSecret: false, attributes: { address }, isSecret: () => false, isVolatile: () => false,
    }); // prettier-ignore
    const value = (name: string, address: string | number) => {
      const resolved = evaluate(a?.properties[name] ?? assert.fail(), scope(address));
      return resolved.known && resolved.value;
    };
    assert.equal(value('v', 8080), '8080');
    assert.equal(value('size', '8080'), 8080);
    assert.equal(value('size', 'many'), 'many');
    assert.deepEqual(
      evaluate(a?.properties['v'] ?? assert.fail(), () => undefined),
      { known: false, waitsFor: ['b'], volatile: false },
    );
  });

  it('an open type takes any property and attribute', () => {
    const none = { type: 'N', description: '', properties: {}, attributes: {}, broken: 'wait', observed: 'by report', updatable: true, open: true } as const; // prettier-ignore
    const text =
      'heat_template_version: rocky\nresources: {a: {type: N, properties: {x: {get_attr: [b, y]}}}, b: {type: N}}';
    assert.deepEqual(
      Object.keys(compile(text, { resourceType: () => none }).resources[0]?.properties ?? {}),
      ['x'],
    );
  });
});
