import assert from 'node:assert/strict';
import { IsothermError } from '../../lib/errors.js';
import { builtIn } from '../../lib/hot/custom-constraints/built-in.js';
import {
  OpenQuestions,
  questionKey,
  type ConstraintAnswer,
  type ConstraintQuestion,
} from '../../lib/hot/custom-constraints/questions.js';
import { serviceConstraints } from '../../lib/hot/custom-constraints/service-constraints.js';
import { defaultLimits } from '../../lib/hot/limits.js';
import { compile, faultsOf, refusal, testType } from './compile-text.js';

/** Parameters `p` and `q`, one to a constraint. */
function templateOf(...constraints: string[]): string {
  const lines = constraints.map(
    (constraint, at) => `  p${String(at)}: {type: string, constraints: [{custom_constraint: ${constraint}}]}`,
  );
  return ['heat_template_version: 2018-08-31', 'parameters:', ...lines, ''].join('\n');
}

function questionsOf(
  template: string,
  more: Parameters<typeof compile>[1] = {},
): readonly ConstraintQuestion[] {
  try {
    compile(template, { answers: {}, ...more });
  } catch (error) {
    if (error instanceof OpenQuestions) return error.questions;
    throw error;
  }
  return [];
}

const answered = (...pairs: [ConstraintQuestion, ConstraintAnswer][]) =>
  Object.fromEntries(pairs.map(([question, answer]) => [questionKey(question), answer]));

describe('custom constraints', () => {
  const flavor = { constraint: 'nova.flavor' };
  const fits = { kind: 'fits' } as const;

  it('that ask nobody are thirteen, and none of them is a service', () => {
    assert.equal(builtIn.size, 13);
    for (const name of builtIn.keys()) assert(!serviceConstraints.has(name));
  });

  it('take time from the input', () => {
    const template = templateOf('expiration');
    const parameters = { p0: '2030-01-01T00:00:00+01:00' };
    const nowMs = Date.UTC(2029, 11, 31, 23);
    compile(template, { parameters, nowMs: nowMs - 1 });
    assert.match(refusal(template, { parameters, nowMs }).message, /Expiration time is out of date/);
    compile(template, { parameters });
  });

  it('of services and of nobody are told apart, at their place, with the nearest name', () => {
    const template = templateOf('nova.flavor', 'ip_adr', 'nova.flavour', 'x.y');
    const parameters = Object.fromEntries(['p0', 'p1', 'p2', 'p3'].map((name) => [name, 'm1']));
    const faults = faultsOf(template, { parameters });
    assert.deepEqual(
      faults.map(({ path, line, message, hint }) => [path, line, message, hint]),
      [
        [
          'parameters.p0.constraints.0',
          3,
          'The custom_constraint "nova.flavor" asks nova, and no worker is there whose provider brings it.',
          'start a worker with a provider of nova, or leave the constraint out',
        ],
        [
          'parameters.p1.constraints.0',
          4,
          'The custom_constraint "ip_adr" could not be found (constraint not found).',
          'did you mean "ip_addr"?',
        ],
        [
          'parameters.p2.constraints.0',
          5,
          'The custom_constraint "nova.flavour" could not be found (constraint not found).',
          'did you mean "nova.flavor"?',
        ],
        [
          'parameters.p3.constraints.0',
          6,
          'The custom_constraint "x.y" could not be found (constraint not found).',
          'start a worker whose provider brings it, if there is one',
        ],
      ],
    );
  });

  it('of services are passed over where a template is only validated and nobody can ask them', () => {
    const template = templateOf('nova.flavor');
    const unknown = answered([flavor, { kind: 'unknown', others: [] }]);
    compile(template, { answers: unknown, requireParameterValues: false });
    const value = { ...flavor, value: 'm1' };
    assert.deepEqual(questionsOf(template, { parameters: { p0: 'm1' }, requireParameterValues: false }), [
      flavor,
      value,
    ]);
    const unfit = answered([flavor, fits], [value, { kind: 'unfit', reason: 'there is no such flavor' }]);
    const given = { parameters: { p0: 'm1' }, requireParameterValues: false };
    assert.match(refusal(template, { ...given, answers: unfit }).message, /there is no such flavor/);
    const [fault] = faultsOf(templateOf('x.y'), { requireParameterValues: false });
    assert.match(fault?.message ?? '', /"x.y" could not be found/);
  });

  it('that some provider brings are near names too', () => {
    const answers = answered([{ constraint: 'notes.not' }, { kind: 'unknown', others: ['notes.note'] }]);
    const [fault] = faultsOf(templateOf('notes.not'), { answers, requireParameterValues: false });
    assert.equal(fault?.hint, 'did you mean "notes.note"?');
  });

  it('of providers are asked about each value once, and whether they are there without one', () => {
    const parameters = { p0: 'm1', p1: 'm1' };
    assert.deepEqual(questionsOf(templateOf('nova.flavor', 'nova.flavor'), { parameters }), [
      flavor,
      { ...flavor, value: 'm1' },
    ]);
    assert.deepEqual(questionsOf(templateOf('nova.flavor'), { requireParameterValues: false }), [flavor]);
  });

  it('of providers are told with all other faults, once they are answered', () => {
    const template = `${templateOf('nova.flavor')}  other: {type: text}\n`;
    const parameters = { p0: 'm1' };
    assert.equal(questionsOf(template, { parameters }).length, 2);
    const reason = 'there is no such flavor';
    const answers = answered(
      [flavor, fits],
      [
        { ...flavor, value: 'm1' },
        { kind: 'unfit', reason },
      ],
    );
    assert.deepEqual(
      faultsOf(template, { parameters, answers }).map(({ path, message }) => [path, message]),
      [
        ['parameters.p0', "Parameter 'p0' is invalid: Error validating value 'm1': there is no such flavor"],
        ['parameters.other.type', 'Invalid type (text) of parameter "other".'],
      ],
    );
  });

  it('never show a hidden value, nor a reason that may repeat it', () => {
    const hidden = templateOf('nova.flavor', 'ip_addr').replaceAll(
      'type: string',
      'type: string, hidden: true',
    );
    const reason = 's3cret is no flavor';
    const answers = answered(
      [flavor, fits],
      [
        { ...flavor, value: 's3cret' },
        { kind: 'unfit', reason },
      ],
    );
    const { message } = refusal(hidden, { parameters: { p0: 's3cret', p1: 's3cret' }, answers });
    assert(!message.includes('s3cret'), message);
    assert.match(message, /the value does not validate nova.flavor/);
  });

  it('of a property are held against its value, or each item of a list', () => {
    const property = (schema: object, constraint: string, secret = false) => ({
      required: false, updatable: true, secret, schema: schema as never, constraint,
    }); // prettier-ignore
    const type = {
      ...testType,
      properties: {
        address: property({ type: 'string' }, 'ip_addr'),
        flavors: property({ type: 'array', items: { type: 'string' } }, 'nova.flavor'),
        key: property({ type: 'string' }, 'nova.keypair', true),
      },
    };
    const template = [
      'heat_template_version: 2018-08-31',
      'resources:',
      '  b: {type: Test::A}',
      '  a:',
      '    type: Test::A',
      '    properties: {address: here, flavors: [m1, m2], key: {get_attr: [b, address]}}',
      '',
    ].join('\n');
    const more = { resourceType: () => type };
    assert.deepEqual(questionsOf(template, more), [
      flavor,
      { ...flavor, value: 'm1' },
      { ...flavor, value: 'm2' },
    ]);
    const answers = answered(
      [flavor, fits],
      [{ ...flavor, value: 'm1' }, fits],
      [
        { ...flavor, value: 'm2' },
        { kind: 'unfit', reason: '' },
      ],
    );
    assert.deepEqual(
      faultsOf(template, { ...more, answers }).map(({ path, message }) => [path, message]),
      [
        [
          'resources.a.properties.address',
          "Property error: : resources.a.properties.address: : Error validating value 'here': Invalid IP address",
        ],
        [
          'resources.a.properties.flavors',
          "Property error: : resources.a.properties.flavors: : Error validating value 'm2'",
        ],
      ],
    );
  });

  it('ask no more than is allowed, and nothing about what is too long', () => {
    const template = templateOf('nova.flavor', 'nova.host');
    const limits = { ...defaultLimits, constraintQuestions: 1 };
    assert.throws(
      () => questionsOf(template, { requireParameterValues: false, limits }),
      (error: unknown) => error instanceof IsothermError && error.code === 'template.too-large',
    );
    const answers = answered([flavor, fits]);
    const parameters = { p0: 'x'.repeat(70_000) };
    assert.match(
      refusal(templateOf('nova.flavor'), { parameters, answers }).message,
      /too many for a custom/,
    );
  });
});
