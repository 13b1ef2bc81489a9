import assert from 'node:assert/strict';
import type { ResourceTypeSchema } from '../../lib/handler/contract.js';
import { compileTemplate, defaultLimits, type CompileInput } from '../../lib/hot/compile.js';
import type { CompiledTemplate, Expression } from '../../lib/hot/values.js';
import { IsothermError, type Fault } from '../../lib/errors.js';

export const pseudo = { stackName: 'shop', stackId: 'stack-1', projectId: 'tenant-1' };

/** Compiles with the default limits and no types, unless told otherwise. */
export function compile(
  template: CompileInput['template'],
  more: Partial<CompileInput> = {},
): CompiledTemplate {
  return compileTemplate({ template, pseudo, limits: defaultLimits, ...more });
}

/** The faults that compiling gives; fails when there are none. */
export function faultsOf(
  template: CompileInput['template'],
  more: Partial<CompileInput> = {},
): readonly Fault[] {
  return refusal(template, more).faults;
}

export function refusal(template: CompileInput['template'], more: Partial<CompileInput> = {}): IsothermError {
  try {
    compile(template, more);
  } catch (error) {
    assert(error instanceof IsothermError, String(error));
    return error;
  }
  assert.fail('the template was accepted');
}

/** Compiles one property `v` of a resource `a` that stands beside a resource `b`. */
export function compileValue(
  yaml: string,
  version = '2018-08-31',
  more: Partial<CompileInput> = {},
): Expression {
  const [a] = compile(valueTemplate(yaml, version), more).resources;
  return a?.properties['v'] ?? assert.fail('there is no property v');
}

export function valueTemplate(yaml: string, version = '2018-08-31'): string {
  return [
    `heat_template_version: ${version}`,
    'parameters:',
    '  name: {type: string, default: web}',
    '  secret: {type: string, default: s3cret, hidden: true}',
    '  list: {type: comma_delimited_list, default: "x,y,z"}',
    '  map: {type: json, default: {k: [10, 20], "0": zero, n: null}}',
    'resources:',
    '  a:',
    '    type: Test::A',
    `    properties: {v: ${yaml}}`,
    '  b: {type: Test::A}',
    '',
  ].join('\n');
}

export const testType: ResourceTypeSchema = {
  type: 'Test::A',
  description: '',
  properties: {
    v: property({ type: 'string' }),
    size: { ...property({ type: 'integer', minimum: 1 }), default: 5 },
    key: { ...property({ type: 'string', maxLength: 3 }), secret: true },
    must: { ...property({ type: 'object', additionalProperties: { type: 'string' } }), required: true },
  },
  attributes: { address: { volatile: false, secret: false, schema: { type: 'string' } } },
  broken: 'replace',
  observed: 'by observer',
  updatable: true,
};

export const testTypes: Pick<CompileInput, 'resourceType' | 'resourceTypeNames'> = {
  resourceType: (type) => (type === testType.type ? testType : undefined),
  resourceTypeNames: () => [testType.type],
};

function property(schema: ResourceTypeSchema['properties'][string]['schema']) {
  return { required: false, updatable: true, secret: false, schema };
}
