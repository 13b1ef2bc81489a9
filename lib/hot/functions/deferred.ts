import { asTypeFunction } from './as-type.js';
import { base64 } from './cloud-formation/base64.js';
import { memberListToMap } from './cloud-formation/member-list-to-map.js';
import { replace } from './cloud-formation/replace.js';
import { select } from './cloud-formation/select.js';
import { split } from './cloud-formation/split.js';
import { contains } from './contains.js';
import { digest } from './digest.js';
import { filter } from './filter.js';
import type { TemplateFunction } from './function.js';
import { getAttr } from './get-attr.js';
import { getParam } from './get-param.js';
import { getResource } from './get-resource.js';
import { listConcat, listConcatUnique } from './list-concat.js';
import { fnJoin, listJoin, listJoinStrings } from './list-join.js';
import { makeUrl } from './make-url.js';
import { mapMerge } from './map-merge.js';
import { mapReplace } from './map-replace.js';
import { repeat, repeatLists, repeatMaps } from './repeat.js';
import { strReplace, strReplaceScalars, strReplaceStrict, strReplaceVeryStrict } from './str-replace.js';
import { strSplit } from './str-split.js';
import { unknowable } from './unknowable.js';
import { yaql } from './yaql.js';

/** The functions that a compiled goal may call, by `call`. */
export const deferredFunctions: ReadonlyMap<string, TemplateFunction> = new Map(
  [
    asTypeFunction,
    base64,
    contains,
    digest,
    filter,
    fnJoin,
    getAttr,
    getParam,
    getResource,
    listConcat,
    listConcatUnique,
    listJoin,
    listJoinStrings,
    makeUrl,
    mapMerge,
    mapReplace,
    memberListToMap,
    repeat,
    repeatLists,
    repeatMaps,
    replace,
    select,
    split,
    strReplace,
    strReplaceScalars,
    strReplaceStrict,
    strReplaceVeryStrict,
    strSplit,
    unknowable,
    yaql,
  ].map((fn) => [fn.call, fn]),
);
