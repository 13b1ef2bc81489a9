import assert from 'node:assert/strict';
import type { PropertySchema, ResourceTypeSchema } from '../../lib/handler/contract.js';
import type { JsonObject } from '../../lib/json.js';
import { faultsOf } from './compile-text.js';
import { faultyTemplates } from './faulty-templates.js';

function property(schema: JsonObject, more: Partial<PropertySchema> = {}): PropertySchema {
  return { required: false, updatable: true, secret: false, schema, ...more };
}

function type(
  name: string,
  properties: ResourceTypeSchema['properties'],
  attributes: readonly string[],
): ResourceTypeSchema {
  const attribute = { volatile: false, secret: false, schema: {} };
  return {
    type: name,
    description: '',
    properties,
    attributes: Object.fromEntries(attributes.map((each) => [each, attribute])),
    broken: 'replace',
    observed: 'by observer',
    updatable: true,
  };
}

const network = {
  type: 'object',
  properties: { network: { type: 'string' }, port: { type: 'string' } },
  additionalProperties: false,
};
const server = type(
  'OS::Nova::Server',
  {
    image: property({ type: 'string' }),
    flavor: property({ type: 'string' }, { required: true }),
    networks: property({ type: 'array', items: network }),
    count: property({ type: 'integer', minimum: 1, maximum: 9 }),
    key: property({ type: 'string' }, { secret: true }),
    mode: property({ type: 'string', enum: ['fast', 'slow'] }),
    name: property({ type: 'string', pattern: '^[a-z]+$', maxLength: 5 }),
  },
  ['first_address', 'addresses'],
);
const value = type('OS::Heat::Value', { value: property({}, { required: true }) }, ['value']);
const types = new Map([server, value].map((each) => [each.type, each]));

describe('all faults of a template are told at once, where they are, with what was most likely meant', () => {
  for (const { lines, faults } of faultyTemplates) {
    it(lines.slice(1).join(' ').replaceAll(/\s+/g, ' ').slice(0, 100) || 'an empty one', () => {
      const found = faultsOf(`${lines.join('\n')}\n`, {
        requireParameterValues: false,
        resourceType: (name) => types.get(name),
        resourceTypeNames: () => types.keys(),
      });
      const told = found.map(({ line, column, path, message, hint }) => {
        const place = `${String(line)}:${String(column)} ${path}`;
        return `${place}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
      });
      assert.deepEqual(told, faults);
    });
  }
});
