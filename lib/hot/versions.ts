import { and } from './functions/and.js';
import { base64 } from './functions/cloud-formation/base64.js';
import { cloudResourceFacade, resourceFacade } from './functions/resource-facade.js';
import { getAzs } from './functions/cloud-formation/get-azs.js';
import { memberListToMap } from './functions/cloud-formation/member-list-to-map.js';
import { ref } from './functions/cloud-formation/ref.js';
import { replace } from './functions/cloud-formation/replace.js';
import { select } from './functions/cloud-formation/select.js';
import { split } from './functions/cloud-formation/split.js';
import { contains } from './functions/contains.js';
import { digest } from './functions/digest.js';
import { equals } from './functions/equals.js';
import { filter } from './functions/filter.js';
import { getAttr, getAttrNamed } from './functions/get-attr.js';
import { getFile } from './functions/get-file.js';
import type { TemplateFunction } from './functions/function.js';
import { getParam } from './functions/get-param.js';
import { getResource } from './functions/get-resource.js';
import { ifThen, ifThenElse } from './functions/if.js';
import { listConcat, listConcatUnique } from './functions/list-concat.js';
import { fnJoin, listJoin, listJoinStrings } from './functions/list-join.js';
import { makeUrl } from './functions/make-url.js';
import { mapMerge } from './functions/map-merge.js';
import { mapReplace } from './functions/map-replace.js';
import { not } from './functions/not.js';
import { or } from './functions/or.js';
import { repeat, repeatLists, repeatMaps } from './functions/repeat.js';
import {
  strReplace,
  strReplaceScalars,
  strReplaceStrict,
  strReplaceVeryStrict,
} from './functions/str-replace.js';
import { strSplit } from './functions/str-split.js';
import { yaql } from './functions/yaql.js';

/** `removed`: an older version had it. `invalid`: not here. */
export type Callable = TemplateFunction | 'removed' | 'invalid';
export type FunctionTable = ReadonlyMap<string, Callable>;

/** What a `heat_template_version` has. A version is a whole table, not a minimum. */
export interface HotVersion {
  readonly date: string;
  /** `cfn`: one of CloudFormation. */
  readonly format: 'hot' | 'cfn';
  readonly functions: FunctionTable;
  /** What conditions may call. */
  readonly conditionFunctions: FunctionTable;
  /** Parameter constraint `modulo`. */
  readonly modulo: boolean;
  /** Parameter key `tags`. */
  readonly parameterTags: boolean;
  /** Section `conditions`, and `condition` of resources and outputs. */
  readonly conditions: boolean;
  /** Key `external_id` of resources. */
  readonly externalId: boolean;
  /** Deletion policies may be written in lower case too. */
  readonly lowerCasePolicies: boolean;
}

type Table = Readonly<Record<string, Callable>>;

const removed = (...names: string[]): Table =>
  Object.fromEntries(names.map((name) => [name, 'removed'] as const));

const cloudFormation = [
  'Fn::GetAZs', 'Fn::Join', 'Fn::Split', 'Fn::Replace', 'Fn::Base64', 'Fn::MemberListToMap', 'Fn::ResourceFacade', 'Ref',
]; // prettier-ignore

const f2013: Table = {
  get_param: getParam,
  get_resource: getResource,
  get_attr: getAttrNamed,
  get_file: getFile,
  list_join: listJoinStrings,
  str_replace: strReplaceScalars,
  'Fn::GetAZs': getAzs,
  'Fn::Join': fnJoin,
  'Fn::Split': split,
  'Fn::Replace': replace,
  'Fn::Base64': base64,
  'Fn::MemberListToMap': memberListToMap,
  'Fn::Select': select,
  Ref: ref,
  resource_facade: resourceFacade,
  'Fn::ResourceFacade': cloudResourceFacade,
};
const f2014: Table = { ...f2013, ...removed(...cloudFormation) };
const f2015April: Table = { ...f2014, repeat: repeatLists, digest };
const f2015October: Table = {
  ...f2015April,
  list_join: listJoin,
  str_replace: strReplace,
  get_attr: getAttr,
  str_split: strSplit,
  ...removed('Fn::Select'),
};
const f2016April: Table = { ...f2015October, map_merge: mapMerge };
const f2016October: Table = {
  ...f2016April,
  repeat: repeatMaps,
  map_replace: mapReplace,
  if: ifThenElse,
  yaql,
};
const f2017February: Table = { ...f2016October, filter, str_replace_strict: strReplaceStrict };
const f2017September: Table = {
  ...f2017February,
  repeat,
  make_url: makeUrl,
  list_concat: listConcat,
  list_concat_unique: listConcatUnique,
  contains,
  str_replace_vstrict: strReplaceVeryStrict,
};
const f2021: Table = { ...f2017September, if: ifThen };

const c2016: Table = { get_param: getParam, equals, not, and, or };
const c2017: Table = { ...c2016, contains, yaql };

const dates: readonly (readonly [date: string, functions: Table, inConditions?: Table])[] = [
  ['2013-05-23', f2013],
  ['2014-10-16', f2014],
  ['2015-04-30', f2015April],
  ['2015-10-15', f2015October],
  ['2016-04-08', f2016April],
  ['2016-10-14', f2016October, c2016],
  ['2017-02-24', f2017February, c2016],
  ['2017-09-01', f2017September, c2017],
  ['2018-03-02', f2017September, c2017],
  ['2018-08-31', f2017September, c2017],
  ['2021-04-16', f2021, c2017],
];

const aliases: Readonly<Record<string, string>> = {
  newton: '2016-10-14',
  ocata: '2017-02-24',
  pike: '2017-09-01',
  queens: '2018-03-02',
  rocky: '2018-08-31',
  wallaby: '2021-04-16',
};

const byDate = new Map(dates.map(([date, ...tables]) => [date, version(date, ...tables)]));

/** All names a template may give as its version: dates, then aliases. */
export const versionNames: readonly string[] = [...byDate.keys(), ...Object.keys(aliases)];

/** Undefined: there is no such version. */
export function hotVersion(name: string): HotVersion | undefined {
  return byDate.get(Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name);
}

/** The oldest version that has a function which the given older one lacks; undefined: none has, or it is not younger. */
export function firstVersionWith(fn: string, olderThan: HotVersion): string | undefined {
  return dates.find(([date, functions]) => date > olderThan.date && Object.hasOwn(functions, fn))?.[0];
}

function version(date: string, table: Table, inConditions?: Table): HotVersion {
  return {
    date,
    format: 'hot',
    functions: new Map(Object.entries(table)),
    modulo: date >= '2017-02-24',
    parameterTags: date >= '2018-03-02',
    conditionFunctions: new Map(Object.entries({ ...invalidIn(table), ...inConditions })),
    conditions: inConditions !== undefined,
    externalId: date >= '2016-10-14',
    lowerCasePolicies: date >= '2016-10-14',
  };
}

/** What the version has may not be called in conditions, unless they have it too. */
function invalidIn(table: Table): Table {
  return Object.fromEntries(
    Object.entries(table).map(([name, fn]) => [name, fn === 'removed' ? fn : 'invalid']),
  );
}
