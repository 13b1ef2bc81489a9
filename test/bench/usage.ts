import { cpuSeconds, cpuSecondsOfTree } from './cpu.js';
import type { EngineQuestion } from './engine-process.js';
import type { BenchProcesses } from './processes.js';

/** What all engines, all workers and PostgreSQL used so far: CPU in seconds. */
interface Usage {
  readonly engine: number;
  readonly worker: number;
  readonly postgres: number;
  readonly commits: number;
}

/** What a resource costs: steadier than time, which is the machine's. CPU in µs. */
export interface Cost {
  readonly commitsPerResource: number;
  readonly engineUs: number;
  readonly workerUs: number;
  readonly postgresUs: number;
}

/** Does something for that many resources, and says what it cost. */
export async function costOf<T>(
  processes: BenchProcesses,
  resources: number,
  work: () => Promise<T>,
): Promise<T & Cost> {
  await processes.database.query('CHECKPOINT');
  const before = await usage(processes);
  const result = await work();
  const after = await usage(processes);
  const microseconds = (what: 'engine' | 'worker' | 'postgres') =>
    ((after[what] - before[what]) * 1e6) / resources;
  return {
    ...result,
    commitsPerResource: (after.commits - before.commits) / resources,
    engineUs: microseconds('engine'),
    workerUs: microseconds('worker'),
    postgresUs: microseconds('postgres'),
  };
}

async function usage(processes: BenchProcesses): Promise<Usage> {
  return {
    engine: await sum(processes, 'thread'),
    worker: processes.workers.reduce((seconds, { pid }) => seconds + cpuSeconds(pid), 0),
    postgres: cpuSecondsOfTree(processes.postgres.pid),
    commits: await sum(processes, 'commits'),
  };
}

/** Over all engines. */
async function sum({ engines }: BenchProcesses, question: EngineQuestion): Promise<number> {
  const answers = await Promise.all(engines.map((engine) => engine.ask<number>(question)));
  return answers.reduce((total, answer) => total + answer, 0);
}
