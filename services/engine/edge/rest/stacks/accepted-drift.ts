import { z } from 'zod';
import type { AcceptedDrift } from '../../../app/use-cases/drift.js';

export const acceptedDriftSchema = z.object({
  accepted_drift: z.object({
    revision: z.int().nullable().meta({ description: 'The new one; null: nothing could be accepted' }),
    accepted: z.array(z.object({ resource_name: z.string(), property: z.string(), value: z.unknown() })),
    refused: z.array(z.object({ resource_name: z.string(), property: z.string(), reason: z.string() })),
  }),
});

export function acceptedDriftBody({
  revision,
  accepted,
  refused,
}: AcceptedDrift): z.infer<typeof acceptedDriftSchema> {
  return {
    accepted_drift: {
      revision: revision || null,
      accepted: accepted.map(({ resource, property, value }) => ({
        resource_name: resource,
        property,
        value,
      })),
      refused: refused.map(({ resource, property, reason }) => ({
        resource_name: resource,
        property,
        reason,
      })),
    },
  };
}
