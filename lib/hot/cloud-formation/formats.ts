import { and } from '../functions/and.js';
import { base64 } from '../functions/cloud-formation/base64.js';
import { findInMap } from '../functions/cloud-formation/find-in-map.js';
import { getAtt } from '../functions/cloud-formation/get-att.js';
import { cloudResourceFacade } from '../functions/resource-facade.js';
import { getAzs } from '../functions/cloud-formation/get-azs.js';
import { memberListToMap } from '../functions/cloud-formation/member-list-to-map.js';
import { notListed } from '../functions/cloud-formation/not.js';
import { ref, refParameter } from '../functions/cloud-formation/ref.js';
import { replace } from '../functions/cloud-formation/replace.js';
import { select } from '../functions/cloud-formation/select.js';
import { split } from '../functions/cloud-formation/split.js';
import { equals } from '../functions/equals.js';
import { ifThenElse } from '../functions/if.js';
import { fnJoin } from '../functions/list-join.js';
import { or } from '../functions/or.js';
import type { Callable, HotVersion } from '../versions.js';

/** The formats of CloudFormation, by the section that names them: with the version that they have. */
export const cloudFormationFormats = {
  AWSTemplateFormatVersion: '2010-09-09',
  HeatTemplateFormatVersion: '2012-12-12',
} as const;

export type CloudFormationFormat = keyof typeof cloudFormationFormats;

const functions = {
  'Fn::FindInMap': findInMap,
  'Fn::GetAZs': getAzs,
  Ref: ref,
  'Fn::GetAtt': getAtt,
  'Fn::Select': select,
  'Fn::Join': fnJoin,
  'Fn::Split': split,
  'Fn::Replace': replace,
  'Fn::Base64': base64,
  'Fn::MemberListToMap': memberListToMap,
  'Fn::ResourceFacade': cloudResourceFacade,
} as const satisfies Record<string, Callable>;

const inConditions: Record<string, Callable> = {
  ...Object.fromEntries(Object.keys(functions).map((name) => [name, 'invalid'] as const)),
  'Fn::If': 'invalid',
  'Fn::Equals': equals,
  Ref: refParameter,
  'Fn::FindInMap': findInMap,
  'Fn::Not': notListed,
  'Fn::And': and,
  'Fn::Or': or,
};

/** What a format has, beside its words, which are translated to those of HOT. Only that of 2010-09-09 has conditions. */
export function formatVersion(format: CloudFormationFormat): HotVersion {
  const isAmazons = format === 'AWSTemplateFormatVersion';
  return {
    date: cloudFormationFormats[format],
    format: 'cfn',
    functions: new Map<string, Callable>(
      Object.entries({ ...functions, ...(isAmazons && { 'Fn::If': ifThenElse }) }),
    ),
    conditionFunctions: new Map(Object.entries(inConditions)),
    conditions: isAmazons,
    modulo: false,
    parameterTags: false,
    externalId: false,
    lowerCasePolicies: false,
  };
}
