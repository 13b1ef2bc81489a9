import assert from 'node:assert/strict';
import { describeType } from '../../lib/handler/describe-type.js';
import { compileGoal } from '../../lib/hot/compile-request.js';
import { defaultLimits } from '../../lib/hot/limits.js';
import { readDocument } from '../../lib/hot/read-document.js';
import { evaluate } from '../../lib/hot/evaluate.js';
import type { GoalResource, Scope } from '../../lib/hot/values.js';
import type { JsonObject } from '../../lib/json.js';
import { testResource } from '../../lib/providers/heat/test-resource.js';
import { memoryMb } from './cpu.js';
import { functionTemplate } from './function-template.js';

/** What a template of one size costs, in a process that does nothing else; CPU in ms, of the last of some rounds. */
export interface TemplateCost {
  readonly resources: number;
  /** Text to document. */
  readonly parseMs: number;
  /** Text to goal, which is all that a validation does: parse, check types and references, order, write. */
  readonly yamlMs: number;
  /** The same from what a client has parsed already, as most do. */
  readonly jsonMs: number;
  /** The goal's lines to values, with all that they refer to known: as it is done when a resource's turn comes. */
  readonly readMs: number;
  readonly evaluateMs: number;
  /** Heap of the goal's resources, once read. */
  readonly goalMb: number;
  /** Resident memory of the process at its peak. */
  readonly peakMb: number;
}

const ROUNDS = 3;
const { resources } = JSON.parse(process.env['BENCH'] ?? '{}') as { resources: number };
const text = functionTemplate(resources);
const limits = { ...defaultLimits, resources };
const types = new Map([[testResource.type, describeType(testResource)]]);
const sent = JSON.stringify(readDocument(text, 'template', limits));
const pseudo = { stackName: 'bench', stackId: 'bench', projectId: 'bench' };
const scope: Scope = () => ({
  reference: 'bench-r0-1',
  referenceIsSecret: false,
  attributes: { output: 'base' },
  isSecret: () => false,
  isVolatile: () => false,
});

let cost: TemplateCost | undefined;
for (let i = 0; i < ROUNDS; i += 1) cost = measured();
process.send?.(cost);
process.on('message', () => {
  process.exit(0);
});

function measured(): TemplateCost {
  const parse = timed(() => readDocument(text, 'template', limits));
  const yaml = timed(() => compileGoal({ template: text, pseudo, limits }, types));
  const json = timed(() => {
    const template = JSON.parse(sent) as JsonObject;
    return compileGoal({ template, pseudo, limits }, types);
  });
  assert.ok('goalText' in json.result && 'goalText' in yaml.result, 'nothing is asked of a provider');
  assert.equal(json.result.goalText, yaml.result.goalText);
  const lines = json.result.goalText.split('\n');
  globalThis.gc?.();
  const empty = process.memoryUsage().heapUsed;
  const read = timed(() => lines.map((line) => JSON.parse(line) as GoalResource));
  globalThis.gc?.();
  const goalMb = (process.memoryUsage().heapUsed - empty) / 2 ** 20;
  const values = timed(() => read.result.map(({ properties }) => valueOf(properties['value'])));
  assert.ok(parse.result);
  assert.equal(values.result.at(-1), `base-number ${String(resources - 1)} of bench on bench-r0-1`);
  return {
    resources,
    parseMs: parse.ms,
    yamlMs: yaml.ms,
    jsonMs: json.ms,
    readMs: read.ms,
    evaluateMs: values.ms,
    goalMb,
    peakMb: memoryMb(process.pid).peak,
  };
}

function valueOf(expression: GoalResource['properties'][string] | undefined): unknown {
  const value = expression && evaluate(expression, scope);
  return value?.known ? value.value : undefined;
}

/** CPU, which is steadier than time where others work too. */
function timed<T>(work: () => T): { readonly result: T; readonly ms: number } {
  const begun = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(begun);
  return { result, ms: (user + system) / 1_000 };
}
