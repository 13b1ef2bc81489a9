import { cpus } from 'node:os';
import type { MeasuredDrift } from './drift.js';
import type { Limits } from './limits.js';
import type { Measured, MeasuredPlan } from './measure.js';
import type { Rounds } from './part.js';
import type { MeasuredRollback } from './rollback.js';
import { round, table } from './table.js';

/** What the machine can do at best, and what the cases came to on it. */
export interface MeasuredCases {
  readonly limits: Limits;
  readonly hopMs: number;
  /** Of a link of a chain: one commit and two hops. */
  readonly floorMs: number;
  readonly results: readonly MeasuredCase[];
}

export type MeasuredCase = Rounds<Measured> & { readonly links: number };
export interface PlannedCase {
  readonly name: string;
  readonly plan: MeasuredPlan;
}

export function casesText(measured: MeasuredCases): string {
  return [
    `\nLimits of this run (${String(cpus().length)} cores, durable commits)\n`,
    limitsTable(measured),
    '\nWarm (third run); in brackets cold (first run of a fresh engine, or of the case)\n',
    casesTable(measured),
  ].join('');
}

export function plansText(planned: readonly PlannedCase[]): string {
  return `\nA plan that changes all resources, beside creating them (third plan)\n${plansTable(planned)}`;
}

export function rollbackText(rolledBack: Rounds<MeasuredRollback>): string {
  return `\nA create that fails half-way, from the failure to ROLLBACK_COMPLETE, beside deleting as many (third run, in brackets the first)\n${rollbackTable(rolledBack)}`;
}

export function driftText(drifted: readonly Rounds<MeasuredDrift>[]): string {
  return `\nAll things of a stack seen otherwise at once, from the first report until all are repaired, beside creating them (third run, in brackets the first)\n${driftTable(drifted)}`;
}

export function heapText(heapPerResource: number): string {
  return `\nHeap of a settled resource: ${round(heapPerResource)} bytes\n`;
}

function limitsTable({ limits, hopMs, floorMs }: MeasuredCases): string {
  return table(
    ['limit', 'value'],
    [
      ['durable single-row commits', `${round(limits.commitsPerSecond)} /s`],
      ['batched row writes', `${round(limits.batchedRowsPerSecond)} rows/s`],
      ['one gRPC hop', `${round(hopMs, 3)} ms`],
      ['floor of a chain link: one commit and two hops', `${round(floorMs, 3)} ms`],
    ],
  );
}

function casesTable({ results, limits, floorMs }: MeasuredCases): string {
  return table(
    [
      'case', 'phase', 'accepted ms', 'settled ms', 'resources/s', 'x limit', 'commits/res', 'engine us', 'worker us', 'PG us', 'peak MB',
    ], // prettier-ignore
    results.map(({ name, links, cold, warm }) => [
      name,
      warm.phase,
      round(warm.acceptedMs),
      `${round(warm.settledMs)} (${round(cold.settledMs)})`,
      round(warm.perSecond),
      links > 0
        ? `${round(warm.settledMs / links / floorMs, 2)} of floor`
        : round(warm.perSecond / limits.commitsPerSecond, 1),
      round(warm.commitsPerResource, 4),
      round(warm.engineUs),
      round(warm.workerUs),
      round(warm.postgresUs),
      round(warm.peakMb),
    ]),
  );
}

function plansTable(planned: readonly PlannedCase[]): string {
  return table(
    ['plan of', '', 'plan ms', 'create ms', 'x create', 'engine us/res', 'longest pause ms'],
    planned.map(({ name, plan: { planMs, createMs, engineUs, pauseMs } }) => [
      name,
      '',
      round(planMs),
      round(createMs),
      round(planMs / createMs, 2),
      round(engineUs),
      round(pauseMs, 1),
    ]),
  );
}

function rollbackTable({ name, cold, warm }: Rounds<MeasuredRollback>): string {
  return table(
    ['case', '', 'made', 'rollback ms', 'delete ms', 'x delete', 'commits/made', 'engine us', 'beside create and delete', 'PG us'],
    [
      [
        name,
        '',
        String(warm.made),
        `${round(warm.rollbackMs)} (${round(cold.rollbackMs)})`,
        `${round(warm.deleteMs)} (${round(cold.deleteMs)})`,
        round(warm.rollbackMs / warm.deleteMs, 2),
        round(warm.cost.commitsPerResource, 4),
        round(warm.cost.engineUs),
        round(warm.plainCost.engineUs),
        round(warm.cost.postgresUs),
      ],
    ],
  ); // prettier-ignore
}

function driftTable(drifted: readonly Rounds<MeasuredDrift>[]): string {
  return table(
    ['seen', '', 'repaired ms', 'create ms', 'x create', 'commits/res', 'engine us', 'worker us', 'PG us'],
    drifted.map(({ name, cold, warm }) => [
      name,
      '',
      `${round(warm.repairedMs)} (${round(cold.repairedMs)})`,
      `${round(warm.createMs)} (${round(cold.createMs)})`,
      round(warm.repairedMs / warm.createMs, 2),
      round(warm.commitsPerResource, 4),
      round(warm.engineUs),
      round(warm.workerUs),
      round(warm.postgresUs),
    ]),
  );
}
