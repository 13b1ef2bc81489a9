import { pythonRepr } from '../../python/text.js';
import { ofText, unlessEmpty } from './custom-constraint.js';
import { isoTime } from './iso-time.js';

/** A time that is yet to come. */
export const expiration = unlessEmpty(
  ofText((text, nowMs) => {
    const fault = faultOf(text.trim(), nowMs);
    return fault === undefined ? undefined : `Expiration ${text} is invalid: ${fault}`;
  }),
);

function faultOf(text: string, nowMs: number): string | undefined {
  const time = isoTime(text);
  if (!time) return `Unable to parse date string ${pythonRepr(text)}`;
  if ('fault' in time) return time.fault;
  return time.epochMs > nowMs ? undefined : 'Expiration time is out of date.';
}
