import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { catalogue, type ErrorCode, type Fault } from '../../../../../lib/errors.js';

export const faultSchema = z.object({
  path: z.string().meta({ description: 'Dotted path in the document; empty: the document itself' }),
  line: z.int().optional(),
  column: z.int().optional(),
  message: z.string(),
  hint: z.string().optional(),
  type: z.string().optional().meta({ description: "Heat's name of it, where it has one of its own" }),
});

/** Heat's body of every error; `error.code` and `faults` are ours. */
export const errorSchema = z
  .object({
    code: z.int(),
    title: z.string(),
    explanation: z.string(),
    error: z.object({
      type: z.string().meta({ description: "Heat's name of the error" }),
      traceback: z.null(),
      message: z.string(),
      code: z.string().meta({ description: 'Code of the error catalogue' }),
    }),
    faults: z.array(faultSchema).optional(),
  })
  .meta({ description: 'An error, in the form of Heat' });

export type ErrorBody = z.infer<typeof errorSchema>;

/** WebOb's sentences, which Heat's clients show. */
const explanations: Readonly<Record<number, string>> = {
  400: 'The server could not comply with the request since it is either malformed or otherwise incorrect.',
  401: 'This server could not verify that you are authorized to access the document you requested. Either you supplied the wrong credentials (e.g., bad password), or your browser does not understand how to supply the credentials required.',
  403: 'Access was denied to this resource.',
  404: 'The resource could not be found.',
  405: 'The server could not comply with the request since it is either malformed or otherwise incorrect.',
  409: 'There was a conflict when trying to complete your request.',
  412: 'Request precondition failed.',
  429: 'Too many requests: please try again later.',
  500: 'The server has either erred or is incapable of performing the requested operation.',
  503: 'The server is currently unavailable. Please try again at a later time.',
};

export function errorBody(code: ErrorCode, message: string, faults: readonly Fault[] = []): ErrorBody {
  const { status, type: byDefault } = catalogue[code];
  // Heat stops at the first fault, so its name is the error's.
  const type = faults[0]?.type ?? byDefault;
  return {
    code: status,
    title: STATUS_CODES[status] ?? 'Error',
    explanation: explanations[status] ?? message,
    error: { type, traceback: null, message, code },
    ...(faults.length > 0 ? { faults: [...faults] } : {}),
  };
}
