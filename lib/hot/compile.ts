import type { Json } from '../json.js';
import {
  cloudFormationFormats,
  formatVersion,
  type CloudFormationFormat,
} from './cloud-formation/formats.js';
import { mappingsOf, stepsInTemplate, translate } from './cloud-formation/translate.js';
import type { CompileInput } from './compile-input.js';
import { ValueCompiler } from './compile-value.js';
import type { ConstraintScope } from './custom-constraints/check-value.js';
import { ConstraintQuestions } from './custom-constraints/questions.js';
import { checkNamesInEnvironments } from './environment/check-names.js';
import { mergeEnvironments } from './environment/merge-environments.js';
import { readEnvironments, type Sections } from './environment/read-environments.js';
import { Conditions } from './conditions.js';
import { didYouMean, FaultList, faultsError, shown, TooManyFaults } from './faults.js';
import { nearestName } from './nearest-name.js';
import { readOutputs } from './outputs.js';
import { readParameterGroups } from './parameter-groups.js';
import { declaredTypes, readParameters } from './parameters.js';
import { placeFaults, readDocument } from './read-document.js';
import { disabledResources } from './resource-conditions.js';
import { readResources, ResourceReferences } from './resources.js';
import { ResourceTypes } from './resource-types.js';
import { checkCount, checkKeys, mapOrFault, own, textOrFault, type JsonMap } from './sections.js';
import { checkStorable, isMap } from './storable.js';
import type { CompiledTemplate, Expression } from './values.js';
import { hotVersion, versionNames, type HotVersion } from './versions.js';

export { type CompileInput } from './compile-input.js';
export { type PseudoParameters } from './pseudo-parameters.js';
export { defaultLimits, heatLimits, type TemplateLimits } from './limits.js';

const sections = [
  'heat_template_version',
  'description',
  'parameter_groups',
  'parameters',
  'conditions',
  'resources',
  'outputs',
];

/**
 * Reads a template and works out everything that needs no resource. Pure.
 * @throws IsothermError `template.invalid` with all faults together, or `template.too-large`.
 * @throws OpenQuestions whatever else there is to say waits for the answers of providers
 */
export function compileTemplate(input: CompileInput): CompiledTemplate {
  const faults = new FaultList(input.limits);
  const questions = new ConstraintQuestions(input.answers, input.limits.constraintQuestions);
  const passesOverServices = input.requireParameterValues === false;
  const scope = { nowMs: input.nowMs ?? -Infinity, questions, passesOverServices };
  let compiled: CompiledTemplate | undefined;
  try {
    compiled = compile(input, scope, faults);
    questions.mustBeAnswered();
  } catch (error) {
    if (!(error instanceof TooManyFaults)) throw error;
  }
  if (compiled && faults.found.length === 0) return compiled;
  throw faultsError(placeFaults(faults.given(), (document) => sourceOf(document, input), input.limits));
}

function sourceOf(document: string, { template, environment, files = {} }: CompileInput) {
  if (document === 'template') return template;
  if (document === 'environment') return environment;
  return own(files, document.slice(0, -1));
}

function compile(
  input: CompileInput,
  scope: ConstraintScope,
  faults: FaultList,
): CompiledTemplate | undefined {
  const document = readDocument(input.template, 'template', input.limits);
  checkStorable(document, faults, input.limits);
  checkGiven(input.parameters ?? {}, input, faults);
  const environments = readEnvironments(input, faults);
  if (!isMap(document)) {
    faults.add(
      `The template must be a map with heat_template_version and resources, not ${shown(document)}.`,
    );
    return undefined;
  }
  const version = readVersion(document, faults);
  // What cannot be stored, or be walked, must not be compiled; without a version nothing has a meaning.
  if (!version || faults.found.length > 0) return undefined;
  return version.format === 'hot'
    ? compileDocument(document, {}, version, input, environments, scope, faults)
    : compileTranslated(document, version, input, environments, scope, faults);
}

/** A template of CloudFormation, in HOT's words. */
function compileTranslated(
  given: JsonMap,
  version: HotVersion,
  input: CompileInput,
  environments: readonly Sections[],
  scope: ConstraintScope,
  faults: FaultList,
): CompiledTemplate {
  faults.inTemplate = stepsInTemplate;
  const document = translate(given, version, faults);
  return compileDocument(document, mappingsOf(given, faults), version, input, environments, scope, faults);
}

function compileDocument(
  document: JsonMap,
  mappings: JsonMap,
  version: HotVersion,
  input: CompileInput,
  environments: readonly Sections[],
  scope: ConstraintScope,
  faults: FaultList,
): CompiledTemplate {
  checkKeys(document, sections, (key) => `The template section is invalid: ${key}`, faults);
  refuseConditions(document, version, faults);
  const description = textOrFault(document, 'description', faults);
  const section = own(document, 'parameters');
  const declared = declaredTypes(section);
  const environment = mergeEnvironments(input, environments, declared, faults);
  checkNamesInEnvironments(environments, new Set(declared.keys()), faults);
  const parameters = readParameters(section, environment, input, version, scope, faults);
  const parameterGroups = readParameterGroups(own(document, 'parameter_groups'), parameters.names, faults);
  const definitions = resourceDefinitions(document, input, faults);
  const types = new ResourceTypes(input, environment.registry, faults);
  const references = new ResourceReferences(definitions, types, faults);
  const about = {
    input,
    version,
    parameters,
    references,
    mappings,
    faults,
    holds: (value: Json) => conditions.holds(value),
  };
  const inConditions = new ValueCompiler({ ...about, functions: version.conditionFunctions });
  const conditions: Conditions = new Conditions(
    version.conditions ? own(document, 'conditions') : undefined,
    faults,
    (value) => inConditions.compile(value),
  );
  conditions.check();
  const values = new ValueCompiler({ ...about, functions: version.functions });
  references.disabled = disabledResources(definitions, conditions, version, faults);
  const { registry } = environment;
  const readers = { values, references, types, registry, scope };
  const resources = readResources(definitions, readers, version, faults);
  const outputs = readOutputs(own(document, 'outputs'), values, conditions, version, input.limits, faults);
  return {
    description,
    resources,
    outputs,
    parameters: parameters.summaries,
    ...(version.format === 'cfn' && { format: version.format }),
    ...(parameterGroups && { parameterGroups }),
    hidden: hiddenIn(parameters.values),
    environment: environment.document,
  };
}

function hiddenIn(parameters: ReadonlyMap<string, Expression>): Json[] {
  return Array.from(parameters.values()).flatMap((value) =>
    'lit' in value && value.secret ? [value.lit] : [],
  );
}

function checkGiven(parameters: JsonMap, input: CompileInput, faults: FaultList): void {
  faults.within('parameters', () => checkStorable(parameters, faults, input.limits));
}

function readVersion(document: JsonMap, faults: FaultList): HotVersion | undefined {
  const name = own(document, 'heat_template_version');
  if (name === undefined || name === null) return readFormat(document, faults);
  const text = typeof name === 'string' ? name : shown(name);
  const version = hotVersion(text);
  if (!version) {
    faults.add(
      `The template version is invalid: "heat_template_version: ${text}". "heat_template_version" should be one of: ${versionNames.join(', ')}.`,
      {
        at: ['heat_template_version'],
        hint: didYouMean(nearestName(text, versionNames)),
        type: 'InvalidTemplateVersion',
      },
    );
  }
  return version;
}

/** CloudFormation's formats, each with the one version that there is of it. */
function readFormat(document: JsonMap, faults: FaultList): HotVersion | undefined {
  const names = Object.keys(cloudFormationFormats) as CloudFormationFormat[];
  const format = names.find((key) => Object.hasOwn(document, key));
  if (format === undefined) {
    const near = Object.keys(document).find((key) => nearestName(key, ['heat_template_version']));
    faults.add('The template version is invalid: Template version was not provided.', {
      at: near === undefined ? [] : [near],
      hint: near === undefined ? 'begin with heat_template_version: 2018-08-31' : `"${near}" is misspelt`,
      type: 'InvalidTemplateVersion',
    });
    return undefined;
  }
  const given = own(document, format);
  if (given === cloudFormationFormats[format]) return formatVersion(format);
  faults.add(
    `The template version is invalid: "${format}: ${typeof given === 'string' ? given : shown(given)}". "${format}" should be: ${cloudFormationFormats[format]}`,
    { at: [format], type: 'InvalidTemplateVersion' },
  );
  return undefined;
}

function refuseConditions(document: JsonMap, version: HotVersion, faults: FaultList): void {
  if (version.conditions || !Object.hasOwn(document, 'conditions')) return;
  faults.add('The template section is invalid: conditions', {
    at: ['conditions'],
    hint: 'it needs heat_template_version 2016-10-14 or newer',
  });
}

function resourceDefinitions(document: JsonMap, input: CompileInput, faults: FaultList): JsonMap {
  const section: Json | undefined = own(document, 'resources');
  const definitions = faults.within('resources', () =>
    mapOrFault(section, 'The section "resources"', faults),
  );
  checkCount(definitions, input.limits.resources, 'resources');
  return definitions;
}
