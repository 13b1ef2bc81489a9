import { IsothermError } from '../../../../lib/errors.js';
import { HIDDEN_VALUES } from '../../../../lib/hot/compile-request.js';
import type { EnvironmentDocument } from '../../../../lib/hot/environment/environment.js';
import { faultsError } from '../../../../lib/hot/faults.js';
import type { CompiledTemplate, GoalResource } from '../../../../lib/hot/values.js';
import type { Json, JsonObject } from '../../../../lib/json.js';
import type { Blob, WrittenGoal } from '../../store/revisions.js';
import { storedRequest, type KeyedSeal } from './kept-request.js';
import type { GoalRequest } from './use-cases.js';

/** The parts of a compiled template that are shown. */
export type TemplateView = Pick<
  CompiledTemplate,
  'description' | 'outputs' | 'parameters' | 'parameterGroups' | 'format'
>;

export interface CompileRequest {
  readonly template: string | JsonObject;
  readonly parameters: JsonObject;
  readonly environment: string | JsonObject | undefined;
  readonly environmentFiles: readonly string[];
  readonly keptEnvironment: JsonObject;
  /** What is kept is the request's own: an adopted stack's. */
  readonly keptIsGiven: boolean;
  readonly clearParameters: readonly string[];
  readonly files: { readonly [name: string]: string };
  readonly pseudo: { readonly stackName: string; readonly stackId: string; readonly projectId: string };
  readonly requireParameterValues: boolean;
  readonly hiddenTypes: readonly string[];
}

export interface CompiledGoal {
  readonly goalText: string;
  readonly view: TemplateView;
  /** The environment in force, but for the operator's. */
  readonly environment: EnvironmentDocument;
}

export type Compile = (request: CompileRequest) => Promise<CompiledGoal>;

/** @param kept what the request leaves of the environment that was there before */
export async function compileRequest(
  compile: Compile,
  request: GoalRequest,
  pseudo: CompileRequest['pseudo'],
  {
    kept = {},
    keptIsGiven = false,
    requireParameterValues = true,
  }: { kept?: JsonObject; keptIsGiven?: boolean; requireParameterValues?: boolean } = {},
): Promise<CompiledGoal> {
  const { template } = request;
  if (template === undefined)
    throw new IsothermError('request.invalid', 'No template specified: give `template`');
  return compile({
    template,
    parameters: request.parameters ?? {},
    environment: request.environment,
    environmentFiles: request.environmentFiles ?? [],
    keptEnvironment: kept,
    keptIsGiven,
    clearParameters: request.clearParameters ?? [],
    files: request.files ?? {},
    pseudo,
    requireParameterValues,
    hiddenTypes: request.hiddenTypes ?? [],
  });
}

/** As it is stored: sealed where it holds secrets. */
export function writtenGoal(seal: KeyedSeal, request: GoalRequest, compiled: CompiledGoal): WrittenGoal {
  const text = typeof request.template === 'string' ? request.template : JSON.stringify(request.template);
  const template: Blob = {
    hash: seal.digest(text),
    content: hasHidden(compiled.view) ? seal.seal(text) : text,
  };
  const sent = storedRequest(seal, request.files, compiled.environment);
  const view = JSON.stringify(compiled.view);
  const { event_sinks: sinks } = compiled.environment;
  return {
    template: template.hash,
    blobs: [template, ...sent.blobs.filter(({ hash }) => hash !== template.hash)],
    request: sent.text,
    text: holdsSecret(compiled.goalText) ? seal.seal(compiled.goalText) : compiled.goalText,
    view: holdsSecret(view) ? seal.seal(view) : view,
    description: compiled.view.description,
    resources: goalLines(compiled.goalText).length,
    eventSinks: sinks.length > 0 ? seal.seal(JSON.stringify(sinks)) : null,
  };
}

/** The resources of a goal, one a line. */
export function goalLines(goalText: string): string[] {
  return goalText.split('\n').filter((line) => line !== '' && !line.startsWith(HIDDEN_VALUES));
}

export function goalResources(goalText: string): GoalResource[] {
  return goalLines(goalText).map((line) => JSON.parse(line) as GoalResource);
}

/** The values of hidden parameters that came with a goal. */
export function hiddenIn(goalText: string): Json[] {
  if (!goalText.startsWith(HIDDEN_VALUES)) return [];
  return (JSON.parse(goalText.split('\n', 1)[0] ?? '') as { readonly hidden: Json[] }).hidden;
}

/** Their names alone: much cheaper, and nobody else waits for a large goal to be read. */
export function resourceNames(goalText: string): Set<string> {
  return new Set(goalLines(goalText).map(nameIn));
}

/** @throws IsothermError `template.invalid`: it has a resource of one of the types */
export function refuseTypes(goalText: string, types: ReadonlySet<string>): void {
  // Most lines are none of theirs, and need not be read.
  const named = Array.from(types, (type) => `"type":${JSON.stringify(type)}`);
  const refused = goalLines(goalText)
    .filter((line) => named.some((each) => line.includes(each)))
    .map((line) => JSON.parse(line) as GoalResource)
    .filter(({ type }) => types.has(type));
  if (refused.length === 0) return;
  throw faultsError(
    refused.map(({ name, type }) => ({
      path: `resources.${name}.type`,
      message: `The Resource Type (${type}) could not be found.`,
    })),
  );
}

function nameIn(line: string): string {
  const quoted = /^\{"name":("(?:[^"\\]|\\.)*")/.exec(line)?.[1];
  return quoted === undefined ? (JSON.parse(line) as GoalResource).name : (JSON.parse(quoted) as string);
}

/** Then the template may hold the default of one. */
function hasHidden({ parameters }: TemplateView): boolean {
  return parameters.some(({ hidden }) => hidden);
}

/** Errs on the side of sealing: a template may contain these very characters. */
function holdsSecret(text: string): boolean {
  return text.includes('"secret":true');
}
