import type { TemplateLimits } from '../../../../../lib/hot/limits.js';
import { readDocument } from '../../../../../lib/hot/read-document.js';
import { isMap } from '../../../../../lib/hot/storable.js';
import type { JsonObject } from '../../../../../lib/json.js';

/** A stored template as JSON, whatever it was written in; empty: there is none. */
export function templateDocument(template: JsonObject | string, limits: TemplateLimits): JsonObject {
  const document = readDocument(template, 'template', limits);
  return isMap(document) ? document : {};
}
