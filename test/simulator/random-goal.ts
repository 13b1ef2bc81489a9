import type { Random } from './random.js';
import { attr, ref, type Value, type WantedStack } from './world.js';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

/** A random acyclic goal: each resource may refer to those before it in an order of the goal's own. */
export function randomGoal(random: Random, stack: string): WantedStack {
  const names = NAMES.filter(() => random.chance(0.6)).sort(() => random.next() - 0.5);
  const goal: Record<string, WantedStack[string]> = {};
  names.forEach((name, i) => {
    const earlier = names.slice(0, i).map((one) => `${stack}${one}`);
    goal[`${stack}${name}`] = randomResource(random, earlier);
  });
  return goal;
}

function randomResource(random: Random, earlier: readonly string[]): WantedStack[string] {
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
  switch (random.below(6)) {
    case 0:
      return {
        type: 'Test::Volume',
        needs,
        zone: random.pick(['x', 'y']),
        ...some({ size: random.below(3), after: link(0.4) }),
      };
    case 1:
      return { type: 'Test::Config', needs, text: random.pick(['p', 'q']), ...some({ of: link(0.4) }) };
    case 2:
      return { type: 'Test::Token', needs, length: random.below(2) };
    case 3:
      return { type: 'Test::Probe', needs, ...some({ target: link(0.6) }) };
    default:
      return {
        type: 'Test::Server', needs, image: random.pick(['i', 'j']), size: random.below(3),
        ...some({ disk: link(0.5), config: link(0.3), token: link(0.3), root: link(0.2) }),
      }; // prettier-ignore
  }
}
