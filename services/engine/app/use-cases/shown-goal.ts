import { own, type JsonMap } from '../../../../lib/hot/sections.js';
import { isList, isMap } from '../../../../lib/hot/storable.js';
import type { ParameterSummary } from '../../../../lib/hot/values.js';
import type { Json, JsonObject } from '../../../../lib/json.js';
import { redactorOf } from '../../../../lib/redact.js';
import type { StackRecord } from '../../store/stacks.js';
import type { TemplateView } from './compiled-goal.js';
import { keptEnvironment, keptRequest } from './kept-request.js';
import type { PutGoalPorts } from './put-goal.js';
import { MASK } from './show-stack.js';

/** What a user gave, as it is shown again: of a stack that is being deleted that of the goal before. */
type Ports = Pick<PutGoalPorts, 'loadRevision' | 'loadBlobs' | 'seal'>;

/** As it was given. */
export async function shownTemplate({ loadRevision, seal }: Ports, { id }: StackRecord): Promise<string> {
  return seal.open((await loadRevision(id))?.template ?? '');
}

export async function environmentOf({ loadRevision, seal }: Ports, { id }: StackRecord): Promise<JsonObject> {
  const stored = await loadRevision(id);
  if (!stored) return {};
  const { parameters } = JSON.parse(seal.open(stored.view)) as TemplateView;
  return shownEnvironment(keptEnvironment(seal, stored.request), parameters);
}

/** Without the values of hidden parameters. */
export async function filesOf(
  ports: Ports,
  { id }: StackRecord,
): Promise<{ readonly [name: string]: string }> {
  const stored = await ports.loadRevision(id);
  if (!stored) return {};
  const { parameters } = JSON.parse(ports.seal.open(stored.view)) as TemplateView;
  const { files, environment } = await keptRequest(ports, stored);
  // Environments are among them.
  const redact = redactorOf(hiddenValues(environment, parameters).flatMap(eachLine));
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [name, redact(content)]));
}

function hiddenValues(environment: JsonObject, parameters: readonly ParameterSummary[]): Json[] {
  const names = parameters.filter(({ hidden }) => hidden).map(({ name }) => name);
  const values = [environment['parameters'], environment['parameter_defaults']].flatMap((section) =>
    isMap(section) ? names.flatMap((name) => own(section, name) ?? []) : [],
  );
  return [...values, ...sinksIn(environment).flatMap((sink) => own(sink, 'secret') ?? [])];
}

function sinksIn(environment: JsonObject): JsonMap[] {
  const sinks = environment['event_sinks'];
  return isList(sinks) ? sinks.filter(isMap) : [];
}

/** A text of several lines is indented where YAML has it. */
function eachLine(value: Json): Json[] {
  return typeof value === 'string' ? [value, ...value.split('\n').map((line) => line.trim())] : [value];
}

/** An environment as it is shown: in both sections with parameters the hidden ones are masked, and so are secrets of event sinks. */
export function shownEnvironment(
  environment: JsonObject,
  parameters: readonly ParameterSummary[],
): JsonObject {
  const hidden = new Set(parameters.filter((each) => each.hidden).map(({ name }) => name));
  const masked = (section: Json | undefined) =>
    isMap(section)
      ? Object.fromEntries(
          Object.entries(section).map(([name, value]) => [name, hidden.has(name) ? MASK : value]),
        )
      : {};
  return {
    ...environment,
    parameters: masked(environment['parameters']),
    parameter_defaults: masked(environment['parameter_defaults']),
    ...('event_sinks' in environment && { event_sinks: sinksIn(environment).map(withoutSecret) }),
  };
}

function withoutSecret(sink: JsonMap): JsonMap {
  return 'secret' in sink ? { ...sink, secret: MASK } : sink;
}
