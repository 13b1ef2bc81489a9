import {
  cloudFormationFormats,
  formatVersion,
  type CloudFormationFormat,
} from './cloud-formation/formats.js';
import { hotVersion, versionNames, type FunctionTable, type HotVersion } from './versions.js';

export interface DescribedFunction {
  readonly name: string;
  readonly description: string;
}

/** What functions do, in the words that Heat's clients show. */
const descriptions: Readonly<Record<string, string>> = {
  and: 'A function that acts as an AND operator on conditions.',
  contains: 'A function for checking whether specific value is in sequence.',
  digest: 'A function for performing digest operations.',
  equals: 'A function for comparing whether two values are equal.',
  filter: 'A function for filtering out values from lists.',
  get_attr: 'A function for resolving resource attributes.',
  get_file: 'A function for including a file inline.',
  get_param: 'A function for resolving parameter references.',
  get_resource: 'A function for resolving resource references.',
  if: 'A function to return corresponding value based on condition evaluation.',
  list_concat: 'A function for extending lists.',
  list_concat_unique: 'A function for extending lists with unique items.',
  list_join: 'A function for joining one or more lists of strings.',
  make_url: 'A function for building URLs.',
  map_merge: 'A function for merging maps.',
  map_replace: 'A function for performing substitutions on maps.',
  not: 'A function that acts as a NOT operator on a condition.',
  or: 'A function that acts as an OR operator on conditions.',
  repeat: 'A function for iterating over a list of items or a dict of keys.',
  resource_facade: 'A function for retrieving data in a parent provider template.',
  str_replace: 'A function for performing string substitutions.',
  str_replace_strict: 'A function for performing string substitutions; every key must be used.',
  str_replace_vstrict:
    'A function for performing string substitutions; every key must be used and have a value.',
  str_split: 'A function for splitting delimited strings into a list.',
  yaql: 'A function for executing a yaql expression.',
  Ref: 'A function for resolving parameters or resource references.',
  'Fn::And': 'A function that acts as an AND operator on conditions.',
  'Fn::Base64': 'A placeholder function for converting to base64.',
  'Fn::Equals': 'A function for comparing whether two values are equal.',
  'Fn::FindInMap': 'A function for resolving keys in the template mappings.',
  'Fn::GetAtt': 'A function for resolving resource attributes.',
  'Fn::GetAZs': 'A function for retrieving the availability zones.',
  'Fn::If': 'A function to return corresponding value based on condition evaluation.',
  'Fn::Join': 'A function for joining strings.',
  'Fn::MemberListToMap': 'A function to convert lists with enumerated keys and values to mapping.',
  'Fn::Not': 'A function that acts as a NOT operator on a condition.',
  'Fn::Or': 'A function that acts as an OR operator on conditions.',
  'Fn::Replace': 'A function for performing string substitutions.',
  'Fn::ResourceFacade': 'A function for retrieving data in a parent provider template.',
  'Fn::Select': 'A function for selecting an item from a list or map.',
  'Fn::Split': 'A function for splitting strings.',
};

/**
 * The functions of a version by its name in the API, such as `heat_template_version.pike`; undefined: there is no such version.
 * @param inConditions those too that only conditions may call
 */
export function describeFunctions(
  version: string,
  inConditions = false,
): readonly DescribedFunction[] | undefined {
  const found = versionCalled(version);
  if (!found) return undefined;
  const names = new Set(callable(found.functions));
  if (inConditions && found.conditions)
    for (const name of callable(found.conditionFunctions)) names.add(name);
  return Array.from(names, (name) => ({ name, description: descriptions[name] ?? '' }));
}

function versionCalled(version: string): HotVersion | undefined {
  const [format = '', ...rest] = version.split('.');
  const date = rest.join('.');
  if (format === 'heat_template_version') return versionNames.includes(date) ? hotVersion(date) : undefined;
  if (!Object.hasOwn(cloudFormationFormats, format)) return undefined;
  const known = format as CloudFormationFormat;
  return cloudFormationFormats[known] === date ? formatVersion(known) : undefined;
}

function callable(table: FunctionTable): string[] {
  return [...table].filter(([, each]) => typeof each !== 'string').map(([name]) => name);
}
