import type { CustomConstraint } from './custom-constraint.js';
import { isoTime } from './iso-time.js';

/** A date, or a time of one: `2030-01-01T00:00:00Z`. */
export const iso8601: CustomConstraint = (value) => {
  const time = typeof value === 'string' ? isoTime(value) : undefined;
  return time && 'epochMs' in time ? undefined : '';
};
