import type { ApiClient, Stack, StackEvent, StackRef } from '../client.js';
import { eventLine } from '../progress/event-line.js';
import { ProgressState } from '../progress/model.js';
import { LivePainter } from '../progress/painter.js';
import { renderTree } from '../progress/tree.js';

/** How often a condition is looked at, beside every event. */
const LOOK_MS = 100;

/**
 * Shows one stack on the terminal while the story goes on: a tree that is redrawn in place, or elsewhere a line for each
 * event. Remembers all events, so that the story can be checked against them.
 */
export class Stage {
  readonly events: StackEvent[] = [];
  private readonly ended = new AbortController();
  private readonly followed: Promise<void>;
  private state: ProgressState;
  private painter: LivePainter | undefined;

  constructor(
    private readonly client: ApiClient,
    readonly ref: StackRef,
    private readonly out: NodeJS.WriteStream,
  ) {
    this.state = new ProgressState(ref, 'CREATE_IN_PROGRESS', Date.now());
    this.followed = this.follow();
  }

  /** Shows the stack until the condition holds. @throws Error when it does not hold in time. */
  async until(what: string, holds: (stack: Stack) => boolean, limitMs: number): Promise<Stack> {
    const begun = Date.now();
    this.state = new ProgressState(this.ref, 'IN_PROGRESS', begun);
    await this.list();
    this.paint();
    try {
      for (;;) {
        const stack = await this.client.showStack(this.ref);
        this.state.showStatus(stack.stack_status);
        if (holds(stack)) {
          await this.list();
          this.state.end(stack.stack_status, Date.now());
          return stack;
        }
        if (Date.now() - begun > limitMs)
          throw new Error(`${what} took longer than ${String(limitMs / 1_000)} s; ${await this.why()}`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
    } finally {
      this.painter?.stop();
      this.painter = undefined;
    }
  }

  /** The events from here on. */
  mark(): () => readonly StackEvent[] {
    const from = this.events.length;
    return () => this.events.slice(from);
  }

  async close(): Promise<void> {
    this.ended.abort();
    await this.followed;
  }

  private paint(): void {
    if (!this.out.isTTY) return;
    this.painter = new LivePainter(this.out, (width, height) =>
      renderTree(this.state.model(), Date.now(), width, height),
    );
    this.painter.start();
  }

  private async list(): Promise<void> {
    this.state.list(await this.client.listResources(this.ref), Date.now());
  }

  private async follow(): Promise<void> {
    try {
      for await (const event of this.client.followEvents(this.ref, 0, this.ended.signal)) {
        this.events.push(event);
        if (!this.out.isTTY) this.out.write(`  ${eventLine(event)}\n`);
        if (this.state.event(event, Date.now())) await this.list();
      }
    } catch (error) {
      // The stack or the engine is gone: the story says so where it matters.
      if (!this.ended.signal.aborted) this.out.write(`  (no more events: ${String(error)})\n`);
    }
  }

  private async why(): Promise<string> {
    const reasons = await this.client.why(this.ref);
    return (
      reasons.map(({ resource_name: name, reason }) => `${name}: ${reason}`).join('; ') ||
      'nothing is waited for'
    );
  }
}
