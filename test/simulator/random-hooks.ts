import { HOOKS, RESTRICTED_ACTIONS } from '../../lib/hot/environment/hooks.js';
import type { Ask } from './asks.js';
import { Random } from './random.js';
import type { Step, Story } from './story.js';
import type { Policy, Wanted, WantedStack } from './wanted.js';

/**
 * Every fifth story has environments that hold and forbid, and users who clear what is held, or what is not. The others stay as
 * they are.
 */
export function withHooks(story: Story): Story {
  const random = new Random(story.seed ^ 0x400c5);
  if (!random.chance(0.2)) return story;
  const steps: Step[] = [];
  const goals = new Map<string, WantedStack>();
  for (const step of story.steps) {
    const next = step.do === 'ask' && step.ask.kind === 'put' ? held(random, step, step.ask, goals) : step;
    steps.push(next, ...clears(random, goals), ...changes(random, goals));
  }
  return { ...story, steps };
}

type PutAsk = Extract<Ask, { kind: 'put' }>;

/** Most of what a goal says of a resource is as it was before, so that hooks hold under one goal after the other. */
function held(
  random: Random,
  step: Extract<Step, { do: 'ask' }>,
  ask: PutAsk,
  goals: Map<string, WantedStack>,
): Step {
  const before = goals.get(step.stack) ?? {};
  const goal = Object.fromEntries(
    Object.entries(ask.goal).map(([name, wanted]) => {
      const policy = (random.chance(0.7) && before[name]?.policy) || randomHolds(random);
      return [name, withPolicy(wanted, policy)];
    }),
  );
  goals.set(step.stack, goal);
  return { ...step, ask: { ...ask, goal } };
}

function withPolicy(wanted: Wanted, { hooks, restricted }: Policy): Wanted {
  if (!hooks && !restricted) return wanted;
  const policy = { ...wanted.policy, ...(hooks && { hooks }), ...(restricted && { restricted }) };
  return { ...wanted, policy };
}

function randomHolds(random: Random): Policy {
  const hooks = HOOKS.filter(() => random.chance(0.2));
  const restricted = RESTRICTED_ACTIONS.filter(() => random.chance(0.08));
  return { ...(hooks.length > 0 && { hooks }), ...(restricted.length > 0 && { restricted }) };
}

/** Now and then what is there becomes larger or smaller, as it may in place: most other goals are too different for that. */
function changes(random: Random, goals: Map<string, WantedStack>): Step[] {
  const stacks = [...goals.keys()];
  if (stacks.length === 0 || !random.chance(0.15)) return [];
  const stack = random.pick(stacks);
  const goal = Object.fromEntries(
    Object.entries(goals.get(stack) ?? {}).map(([name, wanted]) => [name, resized(random, wanted)]),
  );
  goals.set(stack, goal);
  const options = random.chance(0.3) ? { rollback: true } : {};
  return [
    { do: 'pass', ms: random.below(15_000) },
    { do: 'ask', stack, ask: { kind: 'put', goal, options } },
  ];
}

function resized(random: Random, wanted: Wanted): Wanted {
  const [property] = ['size', 'label'].filter((name) => typeof wanted[name] === 'number');
  return property === undefined || random.chance(0.5) ? wanted : { ...wanted, [property]: random.below(3) };
}

/** Now and then somebody clears what is held then, some of it twice, and some that holds nothing. */
function clears(random: Random, goals: ReadonlyMap<string, WantedStack>): Step[] {
  const stacks = [...goals.keys()];
  if (stacks.length === 0 || !random.chance(0.4)) return [];
  const stack = random.pick(stacks);
  const ms = random.chance(0.5) ? random.below(300) : random.below(15_000);
  const names = Object.keys(goals.get(stack) ?? {});
  const ask: Ask =
    names.length > 0 && random.chance(0.2)
      ? {
          kind: 'actOnResource',
          resource: random.pick(names),
          request: { kind: 'clear-hook', hook: random.pick(HOOKS) },
        }
      : { kind: 'clearHooks', ...(random.chance(0.4) && { first: true }) };
  const step: Step = { do: 'ask', stack, ask };
  return [{ do: 'pass', ms }, step, ...(random.chance(0.2) ? [step] : [])];
}
