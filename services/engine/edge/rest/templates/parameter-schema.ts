import type { ParameterSummary } from '../../../../../lib/hot/values.js';
import type { Json, JsonObject } from '../../../../../lib/json.js';
import { HIDDEN } from './parameter-text.js';

/** A parameter as Heat's `validate` describes it, in CloudFormation's words. */
export function parameterSchema(parameter: ParameterSummary): JsonObject {
  const { hidden } = parameter;
  const shown = (value: Json) => (hidden ? HIDDEN : value);
  return {
    Type: parameter.type,
    Description: parameter.description,
    Label: parameter.label || parameter.name,
    NoEcho: hidden ? 'true' : 'false',
    ...(parameter.default === undefined ? {} : { Default: shown(parameter.default) }),
    ...(parameter.given && parameter.value !== undefined ? { Value: shown(parameter.value) } : {}),
    ...constraintWords(parameter.constraints),
    ...(parameter.tags && { Tags: parameter.tags }),
  };
}

function constraintWords(constraints: readonly Json[]): JsonObject {
  const words: Record<string, Json> = {};
  const descriptions: string[] = [];
  for (const constraint of constraints) {
    const map = asMap(constraint);
    if (typeof map['description'] === 'string') descriptions.push(map['description']);
    const length = asMap(map['length']);
    const range = asMap(map['range']);
    const modulo = asMap(map['modulo']);
    copy(words, 'MinLength', length['min']);
    copy(words, 'MaxLength', length['max']);
    copy(words, 'MinValue', range['min']);
    copy(words, 'MaxValue', range['max']);
    copy(words, 'Step', modulo['step']);
    copy(words, 'Offset', modulo['offset']);
    copy(words, 'AllowedValues', map['allowed_values']);
    copy(words, 'AllowedPattern', map['allowed_pattern']);
    copy(words, 'CustomConstraint', map['custom_constraint']);
  }
  if (descriptions.length > 0) words['ConstraintDescription'] = descriptions.join(' ');
  return words;
}

function asMap(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function copy(words: Record<string, Json>, name: string, value: Json | undefined): void {
  if (value !== undefined && value !== null) words[name] = value;
}
