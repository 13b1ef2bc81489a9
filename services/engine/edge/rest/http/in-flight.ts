import type { RestApp } from '../context.js';

/** Counts the requests that are being answered. To be made before the routes. */
export class InFlight {
  private count = 0;
  private waiting: (() => void)[] = [];

  constructor(app: RestApp) {
    app.addHook('onRequest', (_request, reply, done) => {
      this.count += 1;
      // Also comes when the client has left, unlike the hook for responses.
      reply.raw.once('close', () => {
        this.count -= 1;
        if (this.count === 0) for (const resolve of this.waiting.splice(0)) resolve();
      });
      done();
    });
  }

  /** Returns once none is being answered. */
  async none(): Promise<void> {
    if (this.count > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}
