import fc from 'fast-check';
import type { Expression, GoalResource } from '../../lib/hot/values.js';
import type { Json } from '../../lib/json.js';
import { PROBE, SERVER, VALUE, VOLUME, attr, ref, resource } from './types.js';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

const drawn = fc.record({
  name: fc.constantFrom(...NAMES),
  type: fc.constantFrom(SERVER, SERVER, VOLUME, PROBE, VALUE),
  size: fc.nat(2),
  zone: fc.constantFrom('x', 'y'),
  /** What the resource declares beside its properties. */
  declares: fc.record(
    {
      drift: fc.constantFrom('repair' as const, 'report' as const, 'ignore' as const),
      deleteFirst: fc.constant(true as const),
      replaceOnDrift: fc.constant(true as const),
    },
    { requiredKeys: [] },
  ),
  /** How it refers to one that comes before it in an order of the goal's own. */
  links: fc.array(
    fc.record({ to: fc.nat(5), how: fc.constantFrom('on', 'zone', 'address', 'pid', 'depends') }),
    { maxLength: 2 },
  ),
});

/** Acyclic goals: few names, so that successive goals share many; each goal has an order of its own. */
export const goals: fc.Arbitrary<GoalResource[]> = fc
  .uniqueArray(drawn, { selector: ({ name }) => name, maxLength: 6, size: 'max' })
  .map((list) =>
    list.map(({ name, type, size, zone, links, declares }, i) => {
      const properties: Record<string, Json | Expression> = { size, zone };
      const dependsOn: string[] = [];
      for (const { to, how } of links) {
        const target = list[to % Math.max(1, i)];
        if (i === 0 || !target) continue;
        if (how === 'depends') dependsOn.push(target.name);
        else if (how === 'on') properties['on'] = ref(target.name);
        else if (how === 'zone') properties['zone'] = ref(target.name);
        else properties['on'] = attr(target.name, how);
      }
      return { ...resource(name, type, properties, dependsOn), ...declares };
    }),
  );
