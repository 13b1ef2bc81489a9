import { setTimeout as pause } from 'node:timers/promises';
import { template } from './cases.js';
import { cpuSeconds, memoryMb } from './cpu.js';
import { withFleet } from './fleet.js';
import { said, type Part } from './part.js';
import type { BenchStacks } from './stacks.js';
import { round, table } from './table.js';

interface Watched {
  readonly watches: number;
  readonly periodMs: number;
  /** How long it was measured, and at how many it looked meanwhile. */
  readonly overMs: number;
  readonly looks: number;
  /** Of one core. */
  readonly observerShare: number;
  readonly engineShare: number;
  readonly usPerLook: number;
  readonly rssMb: number;
  /** Of the engine: nothing changes, so nothing is told. */
  readonly turns: number;
}

const STACK = 1_000;

/** One observer that looks at many things of a type that it can list: what that takes of a core. */
export const watches: Part = {
  name: 'watches',
  measure: async (quick) => {
    const watched = quick ? await measureWatches(2_000, 5_000) : await measureWatches(50_000, 60_000);
    said(`${String(watched.watches)} watches`);
    return { json: { watches: watched }, text: watchesText(watched) };
  },
};

function measureWatches(things: number, periodMs: number): Promise<Watched> {
  return withFleet({ observer: { periodMs } }, async (fleet) => {
    const listed = { type: 'Bench::Listed', properties: { value: 'one' } };
    const stack = template(
      Object.fromEntries(Array.from({ length: STACK }, (_, i) => [`r${String(i)}`, listed])),
    );
    await fleet.createAll(Array.from({ length: things / STACK }, () => stack));
    await fleet.settled();
    // The first look at each is told.
    await pause(1.3 * periodMs);
    return { watches: things, periodMs, ...(await over(fleet, things, 1.1 * periodMs)) };
  });
}

async function over({ processes }: BenchStacks, things: number, overMs: number) {
  const { observer, engine } = processes;
  if (!observer) throw new Error('there is no observer');
  const state = async () => ({
    looks: await observer.ask<number>('looks'),
    observer: cpuSeconds(observer.pid),
    engine: cpuSeconds(engine.pid),
    turns: await processes.ask('turns'),
  });
  const before = await state();
  await pause(overMs);
  const after = await state();
  const looks = after.looks - before.looks;
  // They come due together, some times a period, and one more or less of these times may be in it.
  if (looks < 0.7 * things) throw new Error(`of ${String(things)} things ${String(looks)} were looked at`);
  const share = (of: 'observer' | 'engine') => (after[of] - before[of]) / (overMs / 1_000);
  return {
    overMs,
    looks,
    observerShare: share('observer'),
    engineShare: share('engine'),
    usPerLook: ((after.observer - before.observer) * 1e6) / looks,
    rssMb: memoryMb(observer.pid).now,
    turns: after.turns - before.turns,
  };
}

function watchesText(watched: Watched): string {
  return [
    `\nOne observer that looks at things of a type that it can list, over ${round(watched.overMs / 1_000)} s\n`,
    table(
      ['watches', '', 'period s', 'looks', 'of a core', 'us/look', 'RSS MB', 'engine, of a core', 'turns'],
      [
        [
          String(watched.watches),
          '',
          round(watched.periodMs / 1_000),
          String(watched.looks),
          round(watched.observerShare, 3),
          round(watched.usPerLook, 1),
          round(watched.rssMb),
          round(watched.engineShare, 3),
          String(watched.turns),
        ],
      ],
    ),
  ].join('');
}
