import { z } from 'zod';

/** What a request is answered that goes on after its answer. `revision` is ours. */
export const acceptedSchema = z.object({
  code: z.string(),
  message: z.string(),
  title: z.string(),
  revision: z.int().optional().meta({ description: 'Of the goal that was accepted' }),
});

export function acceptedBody(revision?: number): z.infer<typeof acceptedSchema> {
  return {
    code: '202 Accepted',
    message: 'The request is accepted for processing.',
    title: 'Accepted',
    ...(revision === undefined ? {} : { revision }),
  };
}
