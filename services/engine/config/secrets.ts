import { z } from 'zod';
import { milliseconds } from '../../../lib/config/sections.js';

/** Keys that are in no file. */
export const secretsSection = z
  .strictObject({
    keyVariable: z.string().min(1).optional().meta({
      description: 'Name of an environment variable that holds the keys, in place of `keyFile`',
    }),
    keyCommand: z.array(z.string()).min(1).optional().meta({
      description:
        'Program that says the keys, and its arguments, in place of `keyFile`; run without a shell',
      allowed: 'a list of texts',
    }),
    keyCommandMs: milliseconds.min(1).max(600_000).default(10_000).meta({
      description: 'How long it may take, in ms',
    }),
  })
  .prefault({});
