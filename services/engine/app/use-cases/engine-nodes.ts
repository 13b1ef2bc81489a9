import { IsothermError } from '../../../../lib/errors.js';
import type { ConnectedObserver } from '../watching-observer.js';
import type { ConnectedWorker } from '../worker-pool.js';
import type { NodeDetail, Nodes, NodeThing, NodeView } from './nodes.js';

export interface NodePorts {
  readonly countThings: () => Promise<
    readonly { readonly node: string; readonly things: number; readonly leftOvers: number }[]
  >;
  readonly listThings: (node: string) => Promise<readonly NodeThing[]>;
  readonly declareGone: (node: string) => Promise<void>;
  readonly workers: () => readonly ConnectedWorker[];
  readonly observers: () => readonly ConnectedObserver[];
  /** Does here what was ordered. */
  readonly refresh: () => Promise<void>;
}

export class EngineNodes implements Nodes {
  constructor(private readonly ports: NodePorts) {}

  async listNodes(): Promise<readonly NodeView[]> {
    const counts = new Map((await this.ports.countThings()).map((count) => [count.node, count]));
    const services = [...this.ports.workers(), ...this.ports.observers()];
    const names = new Set([...counts.keys(), ...services.map(({ node }) => node)]);
    return [...names].sort().map((node) => this.view(node, counts.get(node)));
  }

  async showNode(node: string): Promise<NodeDetail> {
    const view = (await this.listNodes()).find((one) => one.node === node);
    if (view) return { ...view, living: await this.ports.listThings(node) };
    throw new IsothermError(
      'node.not-found',
      `Nothing lives on a node ${node}, and nothing runs there: "isotherm node list" lists those that there are.`,
    );
  }

  async forgetNode(node: string): Promise<NodeDetail> {
    const before = await this.showNode(node);
    const [service] = [...before.workers, ...before.observers];
    if (service !== undefined)
      throw new IsothermError(
        'node.in-use',
        `Node ${node} is not silent: ${service} runs there. Stop what runs there first, if its things are gone.`,
      );
    await this.ports.declareGone(node);
    await this.ports.refresh();
    return before;
  }

  private view(
    node: string,
    { things, leftOvers }: { readonly things: number; readonly leftOvers: number } = {
      things: 0,
      leftOvers: 0,
    },
  ): NodeView {
    const here = (services: readonly { readonly id: string; readonly node: string }[]) =>
      services.filter((service) => service.node === node).map(({ id }) => id);
    const [workers, observers] = [here(this.ports.workers()), here(this.ports.observers())];
    const silent = workers.length === 0 && observers.length === 0;
    return { node, silent, workers, observers, things, leftOvers };
  }
}
