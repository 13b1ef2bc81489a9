import { z } from 'zod';

/** For routes that answer 204. */
export const noContent = { 204: z.null().meta({ description: 'It is done' }) };

/** For routes that answer the JSON literal `null`, as Heat does. */
export const jsonNull = {
  200: { description: 'null: it is accepted', content: { 'application/json': { schema: z.null() } } },
};

/** For routes that answer 200 with a text. */
export function textAnswer(type: string, description: string) {
  return { 200: { description, content: { [type]: { schema: z.string() } } } };
}

const redirection = z.object({ code: z.literal('302 Found'), message: z.string(), title: z.string() });

/** For routes that only know where something is. */
export const redirect = {
  302: {
    description: 'Where it is: `Location`. Send the same method there',
    content: { 'application/json': { schema: redirection }, 'text/html': { schema: z.string() } },
  },
};
