import { getAttr, getAttrNamed } from './functions/get-attr.js';
import { getFile } from './functions/get-file.js';
import type { TemplateFunction } from './functions/function.js';
import { getParam } from './functions/get-param.js';
import { getResource } from './functions/get-resource.js';
import { listJoin, listJoinStrings } from './functions/list-join.js';
import { strReplace, strReplaceScalars } from './functions/str-replace.js';
import { yaql } from './functions/yaql.js';

/** What a `heat_template_version` has. A version is a whole table, not a minimum. */
export interface HotVersion {
  readonly date: string;
  /** `later`: the version has the function, we do not yet. `removed`: an older version had it, as Heat says. */
  readonly functions: ReadonlyMap<string, TemplateFunction | 'later' | 'removed'>;
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

type Table = Readonly<Record<string, TemplateFunction | 'later' | 'removed'>>;

const later = (...names: string[]): Table =>
  Object.fromEntries(names.map((name) => [name, 'later'] as const));
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
  ...later('resource_facade', 'Fn::Select', ...cloudFormation),
};
const f2014: Table = { ...f2013, ...removed(...cloudFormation) };
const f2015April: Table = { ...f2014, ...later('repeat', 'digest') };
const f2015October: Table = {
  ...f2015April,
  list_join: listJoin,
  str_replace: strReplace,
  get_attr: getAttr,
  ...later('str_split'),
  ...removed('Fn::Select'),
};
const f2016April: Table = { ...f2015October, ...later('map_merge') };
const f2016October: Table = { ...f2016April, yaql, ...later('map_replace', 'if') };
const f2017February: Table = { ...f2016October, ...later('filter', 'str_replace_strict') };
const f2017September: Table = {
  ...f2017February,
  ...later('make_url', 'list_concat', 'list_concat_unique', 'contains', 'str_replace_vstrict'),
};

const dates: readonly (readonly [date: string, functions: Table])[] = [
  ['2013-05-23', f2013],
  ['2014-10-16', f2014],
  ['2015-04-30', f2015April],
  ['2015-10-15', f2015October],
  ['2016-04-08', f2016April],
  ['2016-10-14', f2016October],
  ['2017-02-24', f2017February],
  ['2017-09-01', f2017September],
  ['2018-03-02', f2017September],
  ['2018-08-31', f2017September],
  ['2021-04-16', f2017September],
];

const aliases: Readonly<Record<string, string>> = {
  newton: '2016-10-14',
  ocata: '2017-02-24',
  pike: '2017-09-01',
  queens: '2018-03-02',
  rocky: '2018-08-31',
  wallaby: '2021-04-16',
};

const byDate = new Map(dates.map(([date, functions]) => [date, version(date, functions)]));

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

function version(date: string, table: Table): HotVersion {
  return {
    date,
    functions: new Map(Object.entries(table)),
    modulo: date >= '2017-02-24',
    parameterTags: date >= '2018-03-02',
    conditions: date >= '2016-10-14',
    externalId: date >= '2016-10-14',
    lowerCasePolicies: date >= '2016-10-14',
  };
}
