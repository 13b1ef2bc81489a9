import { call } from '../e2e/api.js';
import type { Fleet } from '../e2e/fleet.js';
import { templateOf, type Wanted } from './goals.js';

interface StackBody {
  readonly stack: { readonly id: string; readonly stack_status: string; readonly convergence?: string };
}

/** What a stack is refused for while it is being deleted, or since it is gone. */
const REFUSED: readonly number[] = [400, 404, 409];

/** People who ask things of stacks, at any engine, and know what was accepted last. */
export class Users {
  /** By stack; undefined: it shall not be there. Absent: nobody knows what was accepted. */
  readonly wanted = new Map<string, Wanted | undefined>();
  private readonly ids = new Map<string, string>();
  private asked = 0;

  constructor(
    private readonly fleet: Fleet,
    private readonly world: string,
    private readonly seed: number,
  ) {}

  /** True: it was accepted. */
  async put(stack: string, goal: Wanted): Promise<boolean> {
    const template = templateOf(this.world, stack, goal);
    const id = this.ids.get(stack);
    this.wanted.delete(stack);
    if (id === undefined) return this.create(stack, goal, template);
    const body = { template, disable_rollback: true };
    const { status } = await call(this.fleet, 'PUT', `/stacks/${stack}/${id}`, { body, alsoStatus: REFUSED });
    if (status === 202) this.wanted.set(stack, goal);
    else await this.lookFor(stack);
    return status === 202;
  }

  async remove(stack: string): Promise<void> {
    const id = this.ids.get(stack);
    if (id === undefined) return;
    this.wanted.delete(stack);
    await call(this.fleet, 'DELETE', `/stacks/${stack}/${id}`, { alsoStatus: REFUSED });
    this.wanted.set(stack, undefined);
    this.ids.delete(stack);
  }

  /** Goes on from where it stands. */
  async retry(stack: string): Promise<void> {
    const id = this.ids.get(stack);
    if (id !== undefined)
      await call(this.fleet, 'PATCH', `/stacks/${stack}/${id}`, { body: {}, alsoStatus: REFUSED });
  }

  async statusOf(stack: string): Promise<string> {
    const id = this.ids.get(stack);
    if (id === undefined) return 'NONE';
    const { body, status } = await call<StackBody>(this.fleet, 'GET', `/stacks/${stack}/${id}`, {
      alsoStatus: REFUSED,
    });
    return status === 200 ? body.stack.stack_status : 'NONE';
  }

  async why(stack: string): Promise<string> {
    const id = this.ids.get(stack);
    if (id === undefined) return 'nobody knows it';
    const { body } = await call<object>(this.fleet, 'GET', `/stacks/${stack}/${id}/why`, {
      alsoStatus: REFUSED,
    });
    return JSON.stringify(body);
  }

  private async create(stack: string, goal: Wanted, template: object): Promise<boolean> {
    const { status, body } = await call<StackBody>(this.fleet, 'POST', '/stacks', {
      body: { stack_name: stack, template, disable_rollback: true },
      idempotencyKey: `chaos-${String(this.seed)}-${String((this.asked += 1))}`,
      alsoStatus: REFUSED,
    });
    if (status !== 201) return false;
    this.ids.set(stack, body.stack.id);
    this.wanted.set(stack, goal);
    return true;
  }

  /** Whether it is still there, and under which id. */
  private async lookFor(stack: string): Promise<void> {
    const status = await this.statusOf(stack);
    if (status === 'NONE' || status === 'DELETE_COMPLETE') this.ids.delete(stack);
  }
}
