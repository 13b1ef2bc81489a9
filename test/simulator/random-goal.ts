import { DRIFT_POLICIES } from '../../lib/drift-policy.js';
import type { Random } from './random.js';
import {
  attr,
  ref,
  requirementsOf,
  type Policy,
  type Value,
  type Wanted,
  type WantedStack,
} from './wanted.js';

/** What can be had once cannot be retained and made again: the first of them is not for that. */
const POLICIES: readonly Policy[] = [
  { deletion: 'retain' },
  { replaceOnDrift: true },
  { deleteFirst: true },
  ...DRIFT_POLICIES.map((drift) => ({ drift })),
];
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
/** Things that exist before any goal: some are referred to, others taken over. */
export const EXTERNAL = 'somebody-else';
export const foreignOf = (stack: string): string => `found-${stack}`;

/** A random acyclic goal: each resource may refer to those before it in an order of the goal's own. */
export function randomGoal(random: Random, stack: string): WantedStack {
  const names = NAMES.filter(() => random.chance(0.6)).sort(() => random.next() - 0.5);
  const goal: Record<string, Wanted> = {};
  names.forEach((name, i) => {
    const earlier = names.slice(0, i).map((one) => `${stack}${one}`);
    goal[`${stack}${name}`] = randomResource(random, `${stack}${name}`, earlier);
  });
  return goal;
}

/** The goal before with some of its resources changed, or one of them under another name. */
export function changedGoal(random: Random, stack: string, before: WantedStack): WantedStack {
  const fresh = randomGoal(random, stack);
  const goal: Record<string, Wanted> = {};
  for (const [name, wanted] of Object.entries(before))
    goal[name] = random.chance(0.3) && fresh[name] && isLeafOf(before, name) ? fresh[name] : wanted;
  const free = NAMES.map((name) => `${stack}${name}`).find((name) => !(name in goal));
  const leaf = Object.keys(goal).find((name) => isLeafOf(goal, name));
  if (!isWhole(goal)) return fresh;
  if (free === undefined || leaf === undefined || !random.chance(0.3)) return goal;
  const { [leaf]: renamed, ...others } = goal;
  return { ...others, ...(renamed && { [free]: renamed }) };
}

/** Nothing refers to it, so that it may become what it likes. */
function isLeafOf(goal: WantedStack, name: string): boolean {
  return !Object.values(goal).some((wanted) => requirementsOf(wanted).includes(name));
}

/** All that is referred to is there, and nothing requires itself. */
function isWhole(goal: WantedStack): boolean {
  const done = new Set<string>();
  for (let before = -1; before < done.size;) {
    before = done.size;
    for (const [name, wanted] of Object.entries(goal))
      if (requirementsOf(wanted).every((need) => done.has(need))) done.add(name);
  }
  return done.size === Object.keys(goal).length;
}

function randomResource(random: Random, name: string, earlier: readonly string[]): Wanted {
  const link = (p: number): Value | undefined => {
    if (earlier.length === 0 || !random.chance(p)) return undefined;
    const target = random.pick(earlier);
    return random.chance(0.6) ? ref(target) : attr(target, random.pick(['address', 'value', 'pid']));
  };
  const needs = earlier.filter(() => random.chance(0.15));
  const some = (properties: Record<string, Value | undefined>) =>
    Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as Record<
      string,
      Value
    >;
  const common = (policies: readonly Policy[]) => ({
    needs,
    ...(random.chance(0.15) && { policy: random.pick(policies) }),
  });
  switch (random.below(8)) {
    case 0:
      return {
        type: 'Test::Volume', ...common([...POLICIES, { deletion: 'snapshot' }]), zone: random.pick(['x', 'y']),
        ...some({ size: random.below(3), after: link(0.4) }),
      }; // prettier-ignore
    case 1:
      return {
        type: 'Test::Config',
        ...common(POLICIES),
        text: random.pick(['p', 'q']),
        ...some({ of: link(0.4) }),
      };
    case 2:
      return { type: 'Test::Token', needs, length: random.below(2) };
    case 3:
      return { type: 'Test::Probe', needs, ...some({ target: link(0.6) }) };
    case 4:
      // Paths are the resource's own, or a swap would be asked for that no order of steps can do.
      return { type: 'Test::File', ...common(POLICIES), path: `/${name}`, text: random.pick(['p', 'q']) };
    case 5:
      return {
        type: 'Test::Address', ...common(POLICIES.slice(1)), ip: `10.${name}`, pool: random.pick(['x', 'y']), label: random.below(2),
      }; // prettier-ignore
    default:
      if (name.endsWith('a') && random.chance(0.1))
        return { type: 'Test::Volume', policy: { external: EXTERNAL } };
      return {
        type: 'Test::Server', ...common(POLICIES), image: random.pick(['i', 'j']), size: random.below(3),
        ...some({ disk: link(0.5), config: link(0.3), token: link(0.3), root: link(0.2) }),
      }; // prettier-ignore
  }
}
