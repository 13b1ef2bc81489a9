import assert from 'node:assert/strict';
import { z } from 'zod';
import type { IsothermError } from '../../lib/errors.js';
import { defineProvider, defineResource } from '../../lib/handler/index.js';
import { note } from './notes.js';

interface Wrong {
  readonly what: string;
  readonly members: Record<string, unknown>;
  readonly says: RegExp;
}

const wrongs: readonly Wrong[] = [
  { what: 'a type of one word', members: { type: 'Note' }, says: /type: "Note" is no name.*Local::File/ },
  {
    what: 'no type',
    members: { type: undefined },
    says: /a nameless type is invalid: type: null is no name/,
  },
  { what: 'no description', members: { description: ' ' }, says: /description: there is none/ },
  { what: 'no create', members: { create: undefined }, says: /create: there is no such function/ },
  { what: 'an update that is no function', members: { update: 'yes' }, says: /update: it is no function/ },
  {
    what: 'nobody to look',
    members: { observe: undefined },
    says: /nobody could see the thing; add observe/,
  },
  {
    what: 'another word for observed',
    members: { observed: 'never' },
    says: /observed: "never" is not known/,
  },
  { what: 'another word for broken', members: { broken: 'ignore' }, says: /broken: "ignore" is not known/ },
  {
    what: 'a half-hearted deleteFirst',
    members: { deleteFirst: false },
    says: /deleteFirst: false is not known; write true or leave it out/,
  },
  { what: 'a check that is no function', members: { check: true }, says: /check: it is no function/ },
  {
    what: 'suspend without resume',
    members: { resume: undefined },
    says: /suspend: there is no resume, so what was suspended could never go on; add resume, or drop suspend/,
  },
  {
    what: 'resume without suspend',
    members: { suspend: undefined },
    says: /resume: there is no suspend, so nothing could ever be suspended/,
  },
  {
    what: 'restore without snapshot',
    members: { snapshot: undefined },
    says: /restore: there is no snapshot, so nothing could ever be kept/,
  },
  {
    what: 'a reference to no attribute',
    members: { reference: 'size' },
    says: /"size" is no attribute; name one of: length/,
  },
  {
    what: 'properties that are no object',
    members: { properties: z.string() },
    says: /properties: it is no zod object/,
  },
  {
    what: 'an update for nothing',
    members: { properties: z.object({}) },
    says: /update: it would never be called/,
  },
  {
    what: 'an updatable property and no update',
    members: { update: undefined },
    says: /properties\.text: it is updatable, but there is no update/,
  },
];

const properties: readonly { what: string; schema: z.ZodType; says: RegExp }[] = [
  {
    what: 'a transform',
    schema: z.string().transform(Number),
    says: /JSON Schema cannot say it: a transform/,
  },
  {
    what: 'a preprocess step',
    schema: z.preprocess(String, z.string()),
    says: /a transform, codec or preprocess/,
  },
  {
    what: 'a codec deep inside',
    schema: z.array(z.object({ on: z.stringbool() })),
    says: /a transform, codec/,
  },
  { what: 'a coercion', schema: z.coerce.number(), says: /z\.coerce\.number\(\)/ },
  { what: 'a trim', schema: z.string().trim(), says: /rewrites the value/ },
  { what: 'a catch', schema: z.string().catch('x'), says: /`\.catch\(\)`/ },
  { what: 'a date', schema: z.date(), says: /Date cannot be represented/ },
  {
    what: 'both ways to change',
    schema: z.string().meta({ updatable: true, replace: true }),
    says: /both updatable and replace/,
  },
  { what: 'volatile', schema: z.string().meta({ volatile: true }), says: /a property cannot be volatile/ },
  {
    what: 'a default that does not fit',
    schema: z.string().regex(/^a$/).default('b'),
    says: /default "b" does not fit/,
  },
  {
    what: 'misspelt metadata',
    schema: z.string().meta({ updateable: true }),
    says: /nobody reads its metadata "updateable"; known are updatable/,
  },
];

describe('defineResource', () => {
  for (const { what, members, says } of wrongs) {
    it(`refuses ${what}`, () => {
      refuses({ ...note, ...members }, says);
    });
  }

  for (const { what, schema, says } of properties) {
    it(`refuses a property with ${what}`, () => {
      const broken = { ...note, properties: z.object({ ...note.properties.shape, wrong: schema }) };
      refuses(broken, new RegExp(`Test::Note is invalid: properties\\.wrong: .*${says.source}`));
    });
  }

  it('tells all faults at once, each with its place', () => {
    assert.throws(
      () => define({ ...note, description: '', create: undefined }),
      (error: IsothermError) => {
        assert.deepEqual(
          error.faults.map(({ path }) => path),
          ['description', 'create'],
        );
        return true;
      },
    );
  });

  it('gives the functions of a handler the types of its schemas', () => {
    const handler = defineResource({
      type: 'Test::Typed',
      description: 'Shows the types.',
      properties: z.object({ size: z.int().default(1).meta({ description: 'Size' }) }),
      attributes: z.object({ twice: z.int().meta({ description: 'Twice the size' }) }),
      create: (goal) => {
        const size: number = goal.size;
        return Promise.resolve({
          physicalId: 'x',
          observation: { status: 'ready', attributes: { twice: 2 * size } },
        });
      },
      observe: () => Promise.resolve({ status: 'ready' }),
      delete: () => Promise.resolve(),
    });
    assert.equal(handler.type, 'Test::Typed');
  });
});

describe('defineProvider', () => {
  it('refuses a name that is no name, and settings that are no schema', () => {
    assert.throws(() => defineProvider({ name: 'My Notes', handlers: [note] }), {
      code: 'handler.invalid',
      message: /"My Notes" is invalid: use lower-case letters/,
    });
    const settings = { folder: '/tmp' } as unknown as z.ZodType;
    assert.throws(() => defineProvider({ name: 'notes', handlers: [note], settings }), {
      code: 'handler.invalid',
    });
  });
});

/** As a plugin written without types would call it. */
function define(definition: object): unknown {
  return defineResource(definition as typeof note);
}

function refuses(definition: object, says: RegExp): void {
  assert.throws(() => define(definition), { name: 'IsothermError', code: 'handler.invalid', message: says });
}
