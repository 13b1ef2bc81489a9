import { z } from 'zod';
import { textFault } from './storable.js';

/** A text that the database can hold. */
export const storableText = z.string().refine((text) => textFault(text) === undefined, {
  error: ({ input }) => textFault(String(input)),
});
