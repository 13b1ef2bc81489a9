import { DRIFT_POLICIES } from '../../lib/drift-policy.js';
import type { StackRequest } from '../../services/engine/app/use-cases/requests.js';
import type { Conduct } from './provider.js';
import { changedGoal, EXTERNAL, foreignOf, randomGoal } from './random-goal.js';
import { withHooks } from './random-hooks.js';
import { Random } from './random.js';
import type { Ask, PutOptions } from './asks.js';
import { ENGINES, PEERS, type SimOptions } from './simulation.js';
import type { Step, Story } from './story.js';
import type { WantedStack } from './wanted.js';
import type { Weather } from './weather.js';

const CONDUCTS: readonly Conduct[] = ['Transient', 'After', 'Half', 'Lie', 'Late', 'Stuck', 'Deaf'];
const ASKS: readonly Exclude<StackRequest, 'protect' | 'unprotect'>[] = [
  'suspend', 'resume', 'resume', 'check', 'cancel_update', 'cancel_without_rollback', 'pause', 'unpause', 'unpause',
]; // prettier-ignore
const ASKS_OF_RESOURCES = ['check', 'unhealthy', 'healthy', 'skip', 'unskip', 'forget'] as const;

/**
 * The story of a seed: goals and requests that change while links are cut, processes die, clocks are off, commits are lost,
 * handlers fail, hang and lie, and things drift.
 */
export function randomStory(seed: number): Story {
  const teller = new Teller(new Random(seed ^ 0x5eed));
  const { random, steps, stacks, severity } = teller;
  const skewed = random.chance(0.3);
  steps.push({ do: 'weather', weather: randomWeather(random, severity) });
  for (const stack of stacks) teller.put(stack);
  for (let left = random.below(16); left > 0; left -= 1) {
    const ms = random.chance(0.5) ? random.below(300) : random.below(15_000);
    steps.push({ do: 'pass', ms });
    teller.happens();
  }
  return withHooks({
    seed,
    world: {
      ...(skewed && { skew: { offsetMs: 120_000, drift: 0.1 } }),
      ...limitsOf(new Random(seed ^ 0x11317)),
    },
    foreign: [EXTERNAL, ...stacks.map(foreignOf)].map((physicalId) => ({
      physicalId,
      type: 'Test::Volume',
      properties: { zone: 'x', size: 1 },
    })),
    steps,
  });
}

/** Of every third: some, tight enough to be felt. */
function limitsOf(random: Random): SimOptions {
  if (!random.chance(0.3)) return {};
  const some = () => ({
    ...(random.chance(0.5) && { concurrency: 1 + random.below(4) }),
    ...(random.chance(0.3) && { ratePerSecond: 1 + random.below(10) }),
    failures: random.chance(0.5) ? 1 + random.below(5) : 0,
    openMs: 1 + random.below(5_000),
    capMs: 10_000,
  });
  return { limits: { all: some(), project: some() } };
}

/** What it does to a stack it may do at any time: half of the point is that most of it comes when something is under way. */
class Teller {
  readonly steps: Step[] = [];
  readonly stacks: readonly string[];
  readonly severity: number;
  private readonly goals = new Map<string, readonly WantedStack[]>();
  private readonly imported = new Set<string>();

  constructor(readonly random: Random) {
    this.stacks = random.chance(0.3) ? ['s', 't'] : ['s'];
    this.severity = random.next();
  }

  put(stack: string): void {
    const goals = this.goals.get(stack) ?? [];
    const goal = this.nextGoal(stack, goals);
    this.goals.set(stack, [...goals, goal]);
    this.ask(stack, { kind: 'put', goal, options: this.options(stack, goal) });
  }

  /** Any, or the one before changed, or one that it had. */
  private nextGoal(stack: string, goals: readonly WantedStack[]): WantedStack {
    const { random } = this;
    const before = goals.at(-1);
    if (!before || random.chance(0.4)) return randomGoal(random, stack);
    return random.chance(0.6) ? changedGoal(random, stack, before) : random.pick(goals);
  }

  happens(): void {
    const { random, severity } = this;
    const stack = random.pick(this.stacks);
    const n = random.below(severity < 0.1 ? 12 : 22);
    if (n < 4) this.put(stack);
    else if (n < 7) this.drift(stack);
    else if (n < 12) this.asks(stack);
    else this.fault();
  }

  private asks(stack: string): void {
    const { random } = this;
    const resource = random.pick(this.named(stack));
    switch (random.below(13)) {
      case 0:
        this.ask(stack, { kind: 'retry' });
        return;
      case 12:
        this.ask(stack, { kind: 'apply', back: 1 + random.below(3) });
        return;
      case 1:
        if (random.chance(0.4))
          this.ask(stack, random.chance(0.8) ? { kind: 'delete' } : { kind: 'delete', force: true });
        return;
      case 2:
        this.ask(stack, { kind: 'snapshot' });
        return;
      case 3:
        this.ask(stack, { kind: 'restore' });
        return;
      case 4:
        if (random.chance(0.1)) this.ask(stack, { kind: 'abandon' });
        return;
      case 5:
      case 6:
      case 7: {
        const kind = random.pick(ASKS_OF_RESOURCES);
        const request = kind === 'unhealthy' ? { kind, reason: 'somebody says so' } : { kind };
        this.ask(stack, { kind: 'actOnResource', resource, request });
        return;
      }
      default:
        this.ask(stack, { kind: 'act', request: random.pick(ASKS) });
    }
  }

  private drift(stack: string): void {
    const { random } = this;
    const resource = random.pick(this.named(stack));
    const how = random.chance(0.4) ? 'remove' : random.chance(0.5) ? 'break' : 'change';
    this.steps.push({ do: 'drift', stack, resource, how });
  }

  private fault(): void {
    const { random, severity } = this;
    const who = random.pick(PEERS);
    const engine = random.pick(ENGINES);
    const backMs = random.chance(0.7) ? random.below(1_000) : random.below(40_000);
    switch (random.below(10)) {
      case 0:
        this.steps.push({ do: 'crash', who: engine, backMs });
        return;
      case 1:
        this.steps.push({ do: 'freeze', who: engine, ms: random.below(30_000) });
        return;
      case 2:
      case 3:
        this.steps.push({ do: 'crash', who, backMs });
        return;
      case 4:
        this.steps.push({ do: 'stop', who: engine, backMs });
        return;
      case 5:
        this.steps.push({ do: 'weather', weather: randomWeather(random, severity) });
        return;
      case 6:
        this.steps.push({ do: 'freeze', who, ms: random.below(60_000) });
        return;
      case 7:
        this.steps.push({ do: 'cut', who: engine, ms: random.below(30_000) });
        return;
      default: {
        const ms = random.chance(0.6) ? 0 : random.below(60_000);
        this.steps.push({ do: 'cut', who, ms, ...(random.chance(0.5) && { from: engine }) });
      }
    }
  }

  private ask(stack: string, ask: Ask): void {
    this.steps.push({ do: 'ask', stack, ask });
  }

  private named(stack: string): readonly string[] {
    const names = Object.keys(this.goals.get(stack)?.at(-1) ?? {});
    return names.length > 0 ? names : [`${stack}a`];
  }

  private options(stack: string, goal: WantedStack): PutOptions {
    const { random } = this;
    const volume = Object.keys(goal).find(
      (name) => goal[name]?.type === 'Test::Volume' && !goal[name].policy?.external,
    );
    const imports = volume !== undefined && !this.imported.has(stack) && random.chance(0.15);
    if (imports) this.imported.add(stack);
    return {
      ...(random.chance(0.4) && { rollback: random.chance(0.7) }),
      ...(random.chance(0.1) && { timeoutMs: 2_000 + random.below(60_000) }),
      ...(random.chance(0.1) && { drift: random.pick(DRIFT_POLICIES) }),
      ...(imports && { imports: { [volume]: foreignOf(stack) } }),
    };
  }
}

function randomWeather(random: Random, severity: number): Weather {
  const sometimes = (p: number, of: number) => (random.chance(p) ? of : 0);
  const conducts = random.chance(0.5)
    ? (['Transient', 'After'] as const)
    : CONDUCTS.filter(() => random.chance(0.5));
  return {
    provider: {
      mishaps: 0.25 * severity * random.next(),
      kinds: [...conducts, ...(random.chance(0.3) ? (['Permanent'] as const) : [])],
      hangs: sometimes(0.3, 0.1),
      lagMs: sometimes(0.2, 3_000),
    },
    links: {
      slowMs: random.pick([5, 50, 2_000]),
      noticeMs: 3_000,
      repeats: sometimes(0.3, 0.2),
      straggles: sometimes(0.3, 0.5),
    },
    database: {
      fails: 0.1 * severity * random.next(),
      loses: 0.1 * severity * random.next(),
      refuses: sometimes(0.1, 0.02),
    },
  };
}
