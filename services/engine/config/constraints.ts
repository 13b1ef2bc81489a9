import { z } from 'zod';
import { milliseconds } from '../../../lib/config/sections.js';

/** How the custom constraints of providers are asked. */
export const constraintsSection = z
  .strictObject({
    timeLimitMs: milliseconds.min(1).max(600_000).default(10_000).meta({
      description: 'How long a worker may take to say whether a value passes a custom constraint, in ms',
    }),
    keepMs: milliseconds.max(86_400_000).default(60_000).meta({
      description:
        'How long a value that has passed is not asked about again, in ms; one that has not is each time',
    }),
  })
  .prefault({});
