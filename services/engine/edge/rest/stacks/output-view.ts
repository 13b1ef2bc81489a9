import { z } from 'zod';
import type { OutputView } from '../../../app/use-cases/use-cases.js';

export const outputSchema = z.object({
  output_key: z.string(),
  description: z.string(),
  output_value: z.unknown(),
  output_error: z.string().optional().meta({ description: 'Why there is no value (yet)' }),
});

export const NO_OUTPUT_DESCRIPTION = 'No description given';

export function outputBody({ name, description, value, error }: OutputView): z.infer<typeof outputSchema> {
  return {
    output_key: name,
    description: description || NO_OUTPUT_DESCRIPTION,
    output_value: value,
    ...(error === undefined ? {} : { output_error: error }),
  };
}
