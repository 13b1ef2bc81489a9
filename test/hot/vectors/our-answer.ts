import { IsothermError } from '../../../lib/errors.js';
import type { AttributeSchema, ResourceTypeSchema } from '../../../lib/handler/contract.js';
import { compileTemplate, defaultLimits, type CompileInput } from '../../../lib/hot/compile.js';
import { evaluate } from '../../../lib/hot/evaluate.js';
import { FaultList, faultsError } from '../../../lib/hot/faults.js';
import { readDocument } from '../../../lib/hot/read-document.js';
import { checkStorable } from '../../../lib/hot/storable.js';
import type { CompiledTemplate, Expression, GoalResource, Scope } from '../../../lib/hot/values.js';
import type { Json, JsonObject } from '../../../lib/json.js';
import { pseudo } from '../compile-text.js';
import { mergedEnvironment, registered } from './our-environment.js';
import type { RecordedResource, Surroundings, Vector } from './vector.js';

/** What our template language makes of a vector. */
export type Answer =
  | { readonly kind: 'value'; readonly value: Json; readonly requires?: readonly string[] }
  | {
      readonly kind: 'refused';
      readonly when: 'compiling' | 'evaluating';
      readonly messages: readonly string[];
    }
  /** It uses what the compiler says it does not support yet. */
  | { readonly kind: 'pending'; readonly what: string };

/** Stands in a value for what is not known yet, since its resource was not made. */
export const unknown = 'NOT KNOWN YET';

type AllSurroundings = { readonly [name: string]: Surroundings };

/** Times in the vectors are long before it, or long after. */
const recordedMs = Date.UTC(2026, 0);

/** @throws anything but a refusal that a user is told: a mistake of ours. */
export function answerTo(vector: Vector, all: AllSurroundings): Answer {
  let when: 'compiling' | 'evaluating' = 'compiling';
  try {
    if (vector.kind === 'document') return { kind: 'value', value: documentOf(vector.asked.text ?? '') };
    if (vector.kind === 'environments') return { kind: 'value', value: mergedEnvironment(vector.asked) };
    if (vector.kind === 'registry') return { kind: 'value', value: registered(vector.asked) };
    const question = questionOf(vector, all);
    const compiled = compileTemplate({ pseudo, limits: defaultLimits, nowMs: recordedMs, ...question.input });
    when = 'evaluating';
    return question.read(compiled);
  } catch (error) {
    if (!(error instanceof IsothermError) || error.code === 'internal') throw error;
    const messages = error.faults.length > 0 ? error.faults.map((fault) => fault.message) : [error.message];
    const what = messages.flatMap((message) => pendingIn(message) ?? []);
    if (what[0] !== undefined) return { kind: 'pending', what: what[0] };
    return { kind: 'refused', when, messages };
  }
}

/** What a message says is not supported yet, by its name. */
function pendingIn(message: string): string | undefined {
  const found = /^The (\w+) ("[^"]*"|\S+) is not supported yet by Isotherm/.exec(message);
  if (found) return `${found[1]} ${found[2]}`;
  return message.includes('not supported yet by Isotherm') ? message : undefined;
}

function documentOf(text: string): Json {
  const value = readDocument(text, 'template', defaultLimits);
  const faults = new FaultList(defaultLimits);
  checkStorable(value, faults, defaultLimits);
  if (faults.found.length > 0) throw faultsError(faults.found.map(({ message }) => ({ path: '', message })));
  return value;
}

interface Question {
  readonly input: Pick<CompileInput, 'template'> & Partial<CompileInput>;
  readonly read: (compiled: CompiledTemplate) => Answer;
}

function questionOf(vector: Vector, all: AllSurroundings): Question {
  const { asked, version } = vector;
  const words = wordsOf(version);
  const around = all[asked.in ?? ''];
  switch (vector.kind) {
    case 'function': {
      if (!around) throw new Error(`no surroundings ${asked.in}`);
      const sections = sectionsOf(around, version);
      const subject = { [words.type]: subjectType, [words.properties]: { v: asked.snippet ?? null } };
      const resources = { ...(sections[words.resources] as JsonObject), subject };
      return {
        input: {
          ...surrounded(around),
          template: { ...header(version), ...sections, [words.resources]: resources },
        },
        read: (compiled) => subjectValue(compiled, scopeOf(around.resources)),
      };
    }
    case 'condition': {
      if (!around) throw new Error(`no surroundings ${asked.in}`);
      const sections = sectionsOf(around, version);
      const conditions = { ...(sections[words.conditions] as JsonObject), subject: asked.snippet ?? null };
      const outputs = { o: { [words.value]: { [words.if]: ['subject', true, false] } } };
      return {
        input: {
          ...surrounded(around),
          template: {
            ...header(version),
            ...sections,
            [words.conditions]: conditions,
            [words.outputs]: outputs,
          },
        },
        read: (compiled) => outputValue(compiled),
      };
    }
    case 'parameter': {
      const outputs = { o: { [words.value]: { [words.param]: 'p' } } };
      const template = {
        ...header(version),
        [words.parameters]: { p: asked.parameter ?? null },
        [words.outputs]: outputs,
      };
      const parameters = asked.given === undefined ? {} : { p: asked.given };
      return { input: { template, parameters }, read: (compiled) => outputValue(compiled) };
    }
    case 'document':
    case 'environments':
    case 'registry':
      throw new Error(`a ${vector.kind} is no template`);
    case 'template': {
      const environment = asked.defaults === undefined ? undefined : { parameter_defaults: asked.defaults };
      return {
        input: {
          template: { ...header(version), ...asked.template },
          parameters: (asked.given ?? {}) as JsonObject,
          files: (asked.files ?? {}) as { readonly [name: string]: string },
          environment,
        },
        read: (compiled) => ({ kind: 'value', value: whole(compiled, scopeOf(asked.known ?? {})) }),
      };
    }
  }
}

const subjectType = 'Test::Subject';

function header(version: string): JsonObject {
  if (version === 'HeatTemplateFormatVersion') return { [version]: '2012-12-12' };
  if (version === 'AWSTemplateFormatVersion') return { [version]: '2010-09-09' };
  return { heat_template_version: version };
}

const hotWords = {
  parameters: 'parameters', conditions: 'conditions', resources: 'resources', outputs: 'outputs',
  type: 'type', properties: 'properties', value: 'value', if: 'if', param: 'get_param',
}; // prettier-ignore
const cloudWords: typeof hotWords = {
  parameters: 'Parameters', conditions: 'Conditions', resources: 'Resources', outputs: 'Outputs',
  type: 'Type', properties: 'Properties', value: 'Value', if: 'Fn::If', param: 'Ref',
}; // prettier-ignore

function wordsOf(version: string): typeof hotWords {
  return isHot(version) ? hotWords : cloudWords;
}

function isHot(version: string): boolean {
  return version.startsWith('2');
}

function sectionsOf(around: Surroundings, version: string): JsonObject {
  return isHot(version) ? around.hot : around.cloud_formation;
}

/** Types have the attributes that the vector's resources have; what their properties are is not checked. */
/** As `record.py` has it above the nested stack. */
const recordedParent = {
  metadata: { role: 'db', tags: ['a', 'b'] },
  deletionPolicy: 'Retain',
  updatePolicy: { rolling: { batch: 2 } },
};

function surrounded(around: Surroundings): Partial<CompileInput> {
  const types = new Map<string, ResourceTypeSchema>([[subjectType, openType(subjectType, {})]]);
  const resources = (around.hot[hotWords.resources] ?? {}) as {
    readonly [name: string]: { readonly type: string };
  };
  for (const [name, { type }] of Object.entries(resources)) {
    types.set(type, openType(type, around.resources[name]?.attributes ?? {}));
  }
  return {
    parameters: around.given,
    files: around.files,
    resourceType: (type) => types.get(type),
    resourceTypeNames: () => types.keys(),
    parent: recordedParent,
  };
}

function openType(type: string, attributes: JsonObject): ResourceTypeSchema {
  const attribute: AttributeSchema = { volatile: false, secret: false, schema: {} };
  const names = Object.keys(attributes);
  return {
    type,
    description: '',
    properties: {},
    attributes: Object.fromEntries(names.map((name) => [name, attribute])),
    broken: 'replace',
    observed: 'by observer',
    updatable: true,
    ...(type === subjectType ? { open: true } : {}),
  };
}

function scopeOf(resources: { readonly [name: string]: RecordedResource }): Scope {
  return (name) => {
    const found = Object.hasOwn(resources, name) ? resources[name] : undefined;
    if (!found || found.state === 'INIT') return undefined;
    return {
      reference: found.reference,
      referenceIsSecret: false,
      attributes: found.attributes ?? {},
      isSecret: () => false,
      isVolatile: () => false,
    };
  };
}

function subjectValue(compiled: CompiledTemplate, scope: Scope): Answer {
  const subject = compiled.resources.find((each) => each.name === 'subject');
  if (!subject) throw new Error('there is no subject');
  return { kind: 'value', value: valueOf(subject.properties['v'], scope), requires: subject.requires };
}

function outputValue(compiled: CompiledTemplate): Answer {
  return { kind: 'value', value: valueOf(compiled.outputs[0]?.value, () => undefined) };
}

function valueOf(expression: Expression | undefined, scope: Scope): Json {
  if (!expression) return null;
  const resolved = evaluate(expression, scope);
  return resolved.known ? resolved.value : unknown;
}

function whole(compiled: CompiledTemplate, scope: Scope): JsonObject {
  return {
    resources: Object.fromEntries(compiled.resources.map((each) => [each.name, resource(each, scope)])),
    outputs: Object.fromEntries(compiled.outputs.map((each) => [each.name, valueOf(each.value, scope)])),
  };
}

const policies = { retain: 'Retain', snapshot: 'Snapshot' };

function resource(goal: GoalResource, scope: Scope): JsonObject {
  const properties = Object.entries(goal.properties).map(([name, each]) => [name, valueOf(each, scope)]);
  // Of what is only referred to Heat says that it would be retained.
  const policy = goal.externalId === undefined ? goal.deletionPolicy : 'retain';
  return {
    type: goal.type,
    properties: Object.fromEntries(properties) as JsonObject,
    metadata: valueOf(goal.metadata, scope),
    requires: goal.requires,
    deletion_policy: policy === undefined ? 'Delete' : policies[policy],
    external_id: goal.externalId ?? null,
  };
}
