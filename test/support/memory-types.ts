import { z } from 'zod';
import { defineResource } from '../../lib/handler/define-resource.js';
import { describeType } from '../../lib/handler/describe-type.js';

const refuse = () => Promise.reject(new Error('things of the memory engine have no handler'));

/** The resource types of the memory engine; only their descriptions count. */
export const memoryTypes = [
  describeType(
    defineResource({
      type: 'Memory::Thing',
      description: 'A thing that is made at once, fails, or takes for ever.',
      properties: z.object({
        text: z.string().max(1_000).default('').meta({ updatable: true, description: 'What it says' }),
        size: z.enum(['small', 'large']).default('small').meta({ description: 'How large it is' }),
        labels: z.record(z.string(), z.string()).optional(),
        ports: z.array(z.int().min(1).max(65_535)).optional(),
        fails: z.boolean().default(false).meta({ updatable: true }),
        waits: z.boolean().default(false).meta({ updatable: true }),
        undeletable: z.boolean().default(false).meta({ updatable: true, description: 'Its delete fails' }),
        password: z.string().optional().meta({ secret: true }),
      }),
      attributes: z.object({
        text: z.string().meta({ description: 'What it says' }),
        logFile: z.string(),
        pid: z.int().nullable(),
      }),
      create: refuse,
      update: refuse,
      delete: refuse,
      observe: refuse,
    }),
  ),
  describeType(
    defineResource({
      type: 'Memory::Plain',
      description: 'A thing without properties.',
      properties: z.object({}),
      attributes: z.object({}),
      create: refuse,
      delete: refuse,
      observe: refuse,
    }),
  ),
];
