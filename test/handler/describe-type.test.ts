import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { handlerFaults } from '../../lib/handler/handler-faults.js';
import { describeType, offeredType } from '../../lib/handler/describe-type.js';
import { none } from '../../lib/providers/heat/none.js';
import { randomString } from '../../lib/providers/heat/random-string.js';
import { note } from './notes.js';

function withProperties(properties: z.ZodObject) {
  return describeType({ ...note, properties }).properties;
}

describe('describeType', () => {
  it('says of a handler what the engine has to know', () => {
    assert.deepEqual(describeType(note), {
      type: 'Test::Note',
      description: 'A note on a board.',
      properties: {
        title: {
          description: 'What it is about',
          required: true,
          updatable: false,
          secret: false,
          schema: { type: 'string' },
        },
        text: {
          description: 'What it says',
          required: false,
          updatable: true,
          secret: false,
          default: '',
          schema: { type: 'string' },
        },
      },
      attributes: {
        length: {
          description: 'Number of characters',
          volatile: false,
          secret: false,
          schema: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
        },
      },
      broken: 'replace',
      observed: 'by observer',
      updatable: true,
      actions: ['adopt', 'check', 'suspend', 'resume', 'snapshot', 'restore'],
    });
  });

  it('tells the custom constraint of a property, and refuses one that is none', () => {
    const withMeta = (constraint: unknown) =>
      ({
        ...note,
        properties: note.properties.extend({ title: z.string().meta({ description: 'x', constraint }) }),
      }) as unknown as typeof note;
    assert.equal(describeType(withMeta('notes.title')).properties['title']?.constraint, 'notes.title');
    assert.deepEqual(handlerFaults(withMeta('notes.title')), []);
    const [fault] = handlerFaults(withMeta('Notes Title'));
    assert.match(fault?.message ?? '', /"Notes Title" is no name of a custom constraint/);
  });

  it('tells the optional actions that a handler has, and whether its things tolerate one another', () => {
    const less = { ...note, suspend: undefined, resume: undefined, adopt: undefined };
    assert.deepEqual(describeType(less as unknown as typeof note).actions, ['check', 'snapshot', 'restore']);
    assert.equal(
      'actions' in describeType({ ...randomString, adopt: undefined } as unknown as typeof note),
      false,
    );
    assert.equal('deleteFirst' in describeType(note), false);
    assert.equal(describeType({ ...note, deleteFirst: true }).deleteFirst, true);
  });

  it('passes the declarations on', () => {
    const described = describeType(randomString);
    assert.equal(described.observed, 'by report');
    assert.equal(described.reference, 'value');
    assert.equal(described.updatable, false);
    assert.equal(described.attributes['value']?.secret, true);
    assert.equal(describeType({ ...note, broken: 'wait' }).broken, 'wait');
    assert.equal(describeType(none).open, true);
  });

  it('reads metadata on either side of default, optional and nullable', () => {
    const described = withProperties(
      z.object({
        before: z.string().meta({ updatable: true }).default('a'),
        after: z.string().default('a').meta({ updatable: true }),
        optional: z.string().meta({ updatable: true, description: 'inner' }).optional(),
        nullable: z.string().meta({ updatable: true }).nullable(),
      }),
    );
    assert.deepEqual(
      Object.entries(described).map(([name, { updatable, required }]) => [name, updatable, required]),
      [
        ['before', true, false],
        ['after', true, false],
        ['optional', true, false],
        ['nullable', true, true],
      ],
    );
    assert.equal(described['optional']?.description, 'inner');
  });

  it('takes a property for secret when any part of it is', () => {
    const secret = z.string().meta({ secret: true });
    const described = withProperties(
      z.object({
        deep: z.array(z.object({ password: secret })),
        nullable: secret.nullable().optional(),
        either: z.union([z.int(), secret]),
        open: z.object({ secret: z.string(), updatable: z.boolean() }),
      }),
    );
    assert.deepEqual(
      Object.entries(described).map(([name, property]) => [name, property.secret]),
      [
        ['deep', true],
        ['nullable', true],
        ['either', true],
        ['open', false],
      ],
    );
    // Our metadata is no part of JSON Schema; fields that happen to have such names are.
    assert.ok(!JSON.stringify(described['deep']).includes('"secret":true,"type"'));
    assert.deepEqual(Object.keys(described['open']?.schema['properties'] ?? {}), ['secret', 'updatable']);
  });
});

describe('offeredType', () => {
  it('has a text that means the schema, and its SHA-256', () => {
    const { schema, schemaText, schemaHash } = offeredType(note, 'notes');
    assert.deepEqual(JSON.parse(schemaText), JSON.parse(JSON.stringify(schema)));
    assert.equal(schema.provider, 'notes');
    assert.equal(schemaHash, createHash('sha256').update(schemaText).digest('hex'));
  });

  it('does not depend on the order of declarations, and does on what they say', () => {
    const { title, text } = note.properties.shape as { title: z.ZodType; text: z.ZodType };
    const turned = offeredType({ ...note, properties: z.object({ text, title }) }, 'notes');
    assert.equal(turned.schemaHash, offeredType(note, 'notes').schemaHash);
    const other = offeredType({ ...note, properties: z.object({ title, text: z.string() }) }, 'notes');
    assert.notEqual(other.schemaHash, offeredType(note, 'notes').schemaHash);
  });
});
