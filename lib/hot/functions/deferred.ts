import { asTypeFunction } from './as-type.js';
import type { TemplateFunction } from './function.js';
import { getAttr } from './get-attr.js';
import { getParam } from './get-param.js';
import { getResource } from './get-resource.js';
import { listJoin, listJoinStrings } from './list-join.js';
import { strReplace, strReplaceScalars } from './str-replace.js';
import { unknowable } from './unknowable.js';
import { yaql } from './yaql.js';

/** The functions that a compiled goal may call, by `call`. */
export const deferredFunctions: ReadonlyMap<string, TemplateFunction> = new Map(
  [
    asTypeFunction,
    getAttr,
    getParam,
    getResource,
    listJoin,
    listJoinStrings,
    strReplace,
    strReplaceScalars,
    unknowable,
    yaql,
  ].map((fn) => [fn.call, fn]),
);
