import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'amqplib';
import { findBroker, RabbitNode } from '../support/rabbitmq-node.js';
import { template } from './cases.js';
import { withFleet } from './fleet.js';
import { Follower } from './followers.js';
import { median, quantile, said, type Part } from './part.js';
import type { BenchSetup } from './processes.js';
import { EXCHANGE } from './provider.js';
import type { BenchStacks } from './stacks.js';
import { round, table } from './table.js';

/** How long after a change of the world a client of the event stream hears that its repair was dispatched. */
interface Latency {
  readonly how: string;
  readonly samples: number;
  readonly medianMs: number;
  readonly mostMs: number;
  /** The pause that is configured: one that is waited for, or the longest one between two looks. */
  readonly pauseMs: number;
  readonly pause: string;
}

/** From a change of the world to the dispatch of its repair: told at once, told by a broker, and found by looking. */
export const latency: Part = {
  name: 'latency',
  measure: async (quick) => {
    const samples = quick ? 5 : 50;
    const measured = [await bySource(samples), ...(await byBroker(samples)), await byLooking(samples)];
    said('from changes to repairs');
    return { json: { latency: measured }, text: latencyText(measured) };
  },
};

/** Of `Local::File`, in ms. */
const PERIOD_MS = 5_000;
const GATHER_MS = 200;

async function bySource(samples: number): Promise<Latency> {
  const ms = await withFiles({}, samples, (stage) => oneByOne(stage, () => undefined));
  return { how: 'a watched file', ...spread(ms), pauseMs: 20, pause: 'gathered by the source' };
}

/** All are changed at once: each is found at its next look. */
async function byLooking(samples: number): Promise<Latency> {
  const ms = await withFiles({ 'notifications.ownSources': false }, samples, async ({ follower, paths }) => {
    const repaired = paths.map((_, i) => repairOf(follower, i));
    const begun = now();
    for (const path of paths) writeFileSync(path, 'changed by somebody else');
    return (await Promise.all(repaired)).map((atMs) => atMs - begun);
  });
  return { how: 'looking', ...spread(ms), pauseMs: PERIOD_MS, pause: 'between two looks' };
}

/** With what it gathers by default, and without. Nothing where there is no broker. */
async function byBroker(samples: number): Promise<Latency[]> {
  const server = findBroker();
  if (server === undefined) {
    process.stderr.write(
      'there is no rabbitmq-server on this machine: latency by a broker is not measured\n',
    );
    return [];
  }
  const node = await RabbitNode.launch(server);
  const connection = await connect(node.url);
  try {
    const channel = await connection.createChannel();
    await channel.assertExchange(EXCHANGE, 'topic', { durable: true });
    const tell = (path: string) =>
      channel.publish(EXCHANGE, 'changed', Buffer.from(JSON.stringify({ path })));
    const measured: Latency[] = [];
    for (const gatherMs of [0, GATHER_MS]) {
      const observer = {
        'notifications.amqp.urls': [node.url],
        'notifications.amqp.queuePrefix': `gathered-${String(gatherMs)}.`,
        'notifications.amqp.gatherMs': gatherMs,
      };
      const ms = await withFiles(observer, samples, (stage) => oneByOne(stage, tell), 'Bench::Noted');
      measured.push({
        how: 'a message to RabbitMQ',
        ...spread(ms),
        pauseMs: gatherMs,
        pause: 'gathered by the engine',
      });
    }
    return measured;
  } finally {
    await connection.close();
    await node.destroy();
  }
}

interface Stage {
  readonly follower: Follower;
  readonly paths: readonly string[];
}

/** Makes a stack of files, and lets them be changed. */
function withFiles(
  observer: NonNullable<BenchSetup['observer']>,
  samples: number,
  measure: (stage: Stage) => Promise<number[]>,
  type: 'Local::File' | 'Bench::Noted' = 'Local::File',
): Promise<number[]> {
  return withFleet({ observer }, async (fleet) => {
    const folder = join(fleet.processes.directory, 'files');
    mkdirSync(folder);
    const paths = Array.from({ length: samples }, (_, i) => join(folder, nameOf(i)));
    const follower = await made(fleet, type, paths);
    // Watching begins once it is told to; whoever looks at each thing in turns has looked at some by then.
    await pause(type === 'Local::File' ? 1_000 : 3_000);
    try {
      return await measure({ follower, paths });
    } finally {
      follower.stop();
    }
  });
}

async function made(fleet: BenchStacks, type: string, paths: readonly string[]): Promise<Follower> {
  const property = type === 'Local::File' ? 'content' : 'value';
  const resources = paths.map((path, i) => [
    nameOf(i),
    { type, properties: { path, [property]: 'as wanted' } },
  ]);
  const stack = await fleet.create(template(Object.fromEntries(resources) as Record<string, object>));
  await fleet.settled();
  const newest = await fleet.number(`SELECT event FROM stack WHERE id = $1`, [stack.id]);
  return Follower.start(fleet.client.urlOf(stack.path), newest);
}

async function oneByOne({ follower, paths }: Stage, tell: (path: string) => unknown): Promise<number[]> {
  const latencies: number[] = [];
  for (const [i, path] of paths.entries()) {
    const repaired = repairOf(follower, i);
    const begun = now();
    writeFileSync(path, 'changed by somebody else');
    tell(path);
    latencies.push((await repaired) - begun);
    // Not in step with whatever goes round somewhere.
    await pause(200 + 100 * Math.random());
  }
  return latencies;
}

function repairOf(follower: Follower, i: number): Promise<number> {
  return follower.heard(nameOf(i), 'UPDATE_IN_PROGRESS', 60_000);
}

function spread(latenciesMs: readonly number[]) {
  return {
    samples: latenciesMs.length,
    medianMs: median(latenciesMs),
    mostMs: quantile(latenciesMs, 1),
  };
}

function nameOf(i: number): string {
  return `r${String(i)}`;
}

/** In ms since the epoch, with what is below one. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

function latencyText(measured: readonly Latency[]): string {
  return [
    '\nFrom a change of the world until a client of the event stream hears that its repair was dispatched\n',
    table(
      ['seen by', 'pause', 'pause ms', 'samples', 'median ms', 'x pause', 'most ms'],
      measured.map(({ how, pause: what, pauseMs, samples, medianMs, mostMs }) => [
        how,
        what,
        round(pauseMs),
        String(samples),
        round(medianMs),
        pauseMs > 0 ? round(medianMs / pauseMs, 2) : '',
        round(mostMs),
      ]),
    ),
  ].join('');
}
