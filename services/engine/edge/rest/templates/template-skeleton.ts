import type { ResourceTypeSchema } from '../../../../../lib/handler/contract.js';
import type { Json, JsonObject } from '../../../../../lib/json.js';
import { heatType } from './property-schema.js';

type Words = Readonly<Record<string, string>>;
const hotTypes: Words = { integer: 'number', number: 'number', boolean: 'boolean', list: 'comma_delimited_list', map: 'json', any: 'json' }; // prettier-ignore
const cfnTypes: Words = { integer: 'Number', number: 'Number', boolean: 'Boolean', list: 'CommaDelimitedList', map: 'Json', any: 'Json' }; // prettier-ignore

/** A template with one resource of the type: each property a parameter, each attribute an output. */
export function hotSkeleton(schema: ResourceTypeSchema): JsonObject {
  const name = resourceName(schema);
  return {
    heat_template_version: '2021-04-16',
    description: `Initial template of ${name}`,
    parameters: eachProperty(schema, (property, type) => ({
      type: hotTypes[type] ?? 'string',
      ...(property.description === undefined ? {} : { description: property.description }),
      ...(property.default === undefined ? {} : { default: property.default }),
      ...(property.secret ? { hidden: true } : {}),
    })),
    resources: {
      [name]: { type: schema.type, properties: eachProperty(schema, (_, __, key) => ({ get_param: key })) },
    },
    outputs: Object.fromEntries(
      Object.entries(schema.attributes).map(([key, { description }]) => [
        key,
        { ...(description === undefined ? {} : { description }), value: { get_attr: [name, key] } },
      ]),
    ),
  };
}

/** The same in CloudFormation's words, which Heat's clients get unless they ask otherwise. */
export function cfnSkeleton(schema: ResourceTypeSchema): JsonObject {
  const name = resourceName(schema);
  return {
    HeatTemplateFormatVersion: '2012-12-12',
    Description: `Initial template of ${name}`,
    Parameters: eachProperty(schema, (property, type) => ({
      Type: cfnTypes[type] ?? 'String',
      ...(property.description === undefined ? {} : { Description: property.description }),
      ...(property.default === undefined ? {} : { Default: property.default }),
      ...(property.secret ? { NoEcho: 'true' } : {}),
    })),
    Resources: {
      [name]: { Type: schema.type, Properties: eachProperty(schema, (_, __, key) => ({ Ref: key })) },
    },
    Outputs: Object.fromEntries(
      Object.entries(schema.attributes).map(([key, { description }]) => [
        key,
        {
          ...(description === undefined ? {} : { Description: description }),
          Value: { 'Fn::GetAtt': [name, key] },
        },
      ]),
    ),
  };
}

function resourceName({ type }: ResourceTypeSchema): string {
  return type.split('::').at(-1) ?? type;
}

function eachProperty(
  schema: ResourceTypeSchema,
  make: (property: ResourceTypeSchema['properties'][string], type: string, key: string) => Json,
): JsonObject {
  return Object.fromEntries(
    Object.entries(schema.properties).map(([key, property]) => [
      key,
      make(property, heatType(property.schema), key),
    ]),
  );
}
