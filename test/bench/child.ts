import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A process of the bench: it says when it has started, answers one question after the other, and ends when it is told to. */
export class BenchChild {
  private constructor(
    private readonly process: ChildProcess,
    /** What it said when it had started. */
    readonly hello: unknown,
  ) {}

  /** @param script beside this file; it finds its settings in the variable `BENCH`, as JSON */
  static async start(
    script: string,
    settings: object,
    execArgv: readonly string[] = [],
  ): Promise<BenchChild> {
    const child = fork(new URL(`./${script}.js`, import.meta.url), {
      execArgv: [...execArgv],
      env: { ...process.env, BENCH: JSON.stringify(settings) },
    });
    return new BenchChild(child, await firstMessage(child, script));
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  async ask<Answer>(question: unknown): Promise<Answer> {
    const answer = once(this.process, 'message');
    this.process.send(question as object);
    return ((await answer) as [Answer])[0];
  }

  /** It ends as on a signal that asks it to; resolves once it has. */
  stop(): Promise<void> {
    return this.end(() => this.process.send('stop'));
  }

  /** It has no chance to say or save anything; resolves once it has ended. */
  kill(): Promise<void> {
    return this.end(() => this.process.kill('SIGKILL'));
  }

  private async end(tell: () => void): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    tell();
    await ended;
  }
}

/** Says that it has started; it may end instead. */
async function firstMessage(child: ChildProcess, script: string): Promise<unknown> {
  const controller = new AbortController();
  const ended = once(child, 'exit', controller).then(() => {
    throw new Error(`${script} could not start`);
  });
  const message = once(child, 'message', controller).then(([first]) => first as unknown);
  return Promise.race([message, ended]).finally(() => {
    ended.catch(() => undefined);
    message.catch(() => undefined);
    controller.abort();
  });
}
