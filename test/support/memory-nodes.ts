import { EngineNodes } from '../../services/engine/app/use-cases/engine-nodes.js';
import type { NodeThing } from '../../services/engine/app/use-cases/nodes.js';

const runs = { version: '1', sinceMs: 0, free: 1, draining: false, watches: 0 };
const thing = { tenant: 'default', stack: 'shop', stackId: 'shop-id', type: 'Memory::Thing' };

/** One node where all is well, and one that is silent. */
export class MemoryNodes extends EngineNodes {
  constructor() {
    const living = new Map<string, NodeThing[]>([
      ['n1', [{ ...thing, resource: 'web', physicalId: 'web-1' }]],
      ['n2', [{ ...thing, resource: 'db', physicalId: 'db-1' }, { ...thing, resource: 'new', physicalId: '' }]],
    ]); // prettier-ignore
    const gone = new Map<string, number>();
    super({
      countThings: () =>
        Promise.resolve(
          Array.from(living, ([node, things]) => {
            return { node, things: things.length, leftOvers: gone.get(node) ?? 0 };
          }),
        ),
      listThings: (node) => Promise.resolve(living.get(node) ?? []),
      declareGone: (node) => {
        gone.set(node, living.get(node)?.filter(({ physicalId }) => physicalId !== '').length ?? 0);
        living.set(node, []);
        return Promise.resolve();
      },
      workers: () => [{ ...runs, id: 'w1', node: 'n1' }],
      observers: () => [{ ...runs, id: 'o1', node: 'n1' }],
      refresh: () => Promise.resolve(),
    });
  }
}
