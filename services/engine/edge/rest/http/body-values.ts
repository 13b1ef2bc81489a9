import { z } from 'zod';
import { storableText } from '../../../../../lib/hot/storable-text.js';
import type { JsonObject } from '../../../../../lib/json.js';

/**
 * A map of JSON. Its values are checked where templates are compiled; here only that it is a map. `custom`, since walking
 * megabytes of JSON a second time would tell nothing new.
 */
export const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'it must be a map',
);

/** Any JSON; absent too. */
export const anyJson = z.unknown().optional();

/** A text that the database can hold; numbers are written as one. */
export const plainText = z.union([storableText, z.number().transform(String)], 'it must be text');

/** The same, as long as a name may be. */
export const shortText = z.union(
  [storableText.max(255), z.number().transform(String)],
  'it must be a text of 255 characters at most',
);
