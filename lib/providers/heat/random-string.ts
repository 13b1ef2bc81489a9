import { z } from 'zod';
import { defineResource, Permanent, type Json } from '../../handler/index.js';
import { nothingOutside } from './nothing-outside.js';
import { physicalName } from './physical-name.js';
import { characterClasses, classSource, randomText, type Source } from './random-text.js';

const min = z.int().min(1).max(512).default(1);
const className = z.enum(characterClasses);

const properties = z.object({
  length: z.int().min(1).max(512).default(32).meta({ replace: true, description: 'Number of characters' }),
  sequence: className.optional().meta({
    replace: true,
    description: 'The class that all characters are of; short for one entry of character_classes',
  }),
  character_classes: z
    .array(
      z.object({
        class: className.default('lettersdigits').meta({ description: 'Name of the class' }),
        min: min.meta({ description: 'How many characters of this class there are at least' }),
      }),
    )
    .optional()
    .meta({
      replace: true,
      description: 'Classes to draw from; [{class: lettersdigits, min: 1}] by default',
    }),
  character_sequences: z
    .array(
      z.object({
        sequence: z.string().meta({ description: 'Characters to draw from' }),
        min: min.meta({ description: 'How many characters of this sequence there are at least' }),
      }),
    )
    .optional()
    .meta({ replace: true, description: 'Further characters to draw from' }),
  salt: z
    .string()
    .optional()
    .meta({ replace: true, description: 'Any text; another one yields a new string' }),
});

/** A secret that is drawn once and then kept until one of its properties changes. */
export const randomString = defineResource({
  type: 'OS::Heat::RandomString',
  description: 'A random string, such as a password. Every change of a property yields a new one.',
  observed: 'by report',
  reference: 'value',
  properties,
  attributes: z.object({ value: z.string().meta({ secret: true, description: 'The random string' }) }),

  create: async (goal, call) => {
    const physicalId = call.saved?.physicalId ?? physicalName(call);
    const saved = call.saved?.state;
    const value = typeof saved === 'string' ? saved : randomText(goal.length, sources(goal));
    // A retry must not draw another: somebody may have been told this one.
    if (typeof saved !== 'string') await call.checkpoint({ physicalId, state: value });
    return { physicalId, observation: { status: 'ready', attributes: { value } } };
  },
  find: nothingOutside,
  delete: () => Promise.resolve(),
  // The document of an abandoned stack has it, as Heat's has.
  adopt: (id, _goal, call) => {
    const known = call.saved?.state as { readonly value?: Json } | undefined;
    const value = known?.value;
    if (typeof value !== 'string')
      return Promise.reject(
        new Permanent(
          `the value of ${id} is not known here: adopt it with the document of its stack, whose resource_data has it, or leave its id out, and a new one is drawn`,
        ),
      );
    const properties = { length: [...value].length };
    return Promise.resolve({ status: 'ready', properties, attributes: { value } });
  },
});

function sources(goal: z.output<typeof properties>): Source[] {
  const sequences = (goal.character_sequences ?? []).map(({ sequence, min }) => ({
    characters: sequence,
    min,
  }));
  const standard = goal.sequence ? [] : [classSource('lettersdigits', 1)];
  const classes = goal.character_classes?.map((each) => classSource(each.class, each.min)) ?? standard;
  return [...sequences, ...classes, ...(goal.sequence ? [classSource(goal.sequence, 1)] : [])];
}
