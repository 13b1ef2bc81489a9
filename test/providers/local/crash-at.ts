import { spawnSync } from 'node:child_process';

export interface CrashPlan {
  /** A function of `node:fs/promises`; the worker dies by SIGKILL right before its `nth` call. */
  readonly step: string;
  readonly nth: number;
  readonly goal: unknown;
  readonly key: string;
  readonly settings: unknown;
}

const FILE = new URL('../../../lib/providers/local/file.js', import.meta.url).href;

/** The functions are replaced before the handler is loaded, so its imports see them. */
const PROGRAM = `
  import { createRequire, syncBuiltinESMExports } from 'node:module';
  const plan = JSON.parse(process.argv[1]);
  const fs = createRequire(import.meta.url)('node:fs/promises');
  const real = fs[plan.step];
  let calls = 0;
  fs[plan.step] = (...args) => {
    calls += 1;
    if (calls === plan.nth) process.kill(process.pid, 'SIGKILL');
    return real(...args);
  };
  syncBuiltinESMExports();
  const { file } = await import(${JSON.stringify(FILE)});
  await file.create(plan.goal, {
    signal: new AbortController().signal, idempotencyKey: plan.key, saved: undefined, checkpoint: async () => {},
    log() {}, node: 'test', stack: { id: 'stack-1', name: 'stack' }, resource: 'thing', settings: plan.settings, now: () => 0,
  });
`;

/** Creates a file in a process of its own that dies on the way. False: it got to the end before. */
export function crashAt(plan: CrashPlan): boolean {
  const args = ['--input-type=module', '-e', PROGRAM, JSON.stringify(plan)];
  const { signal, status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (signal === 'SIGKILL') return true;
  if (status !== 0) throw new Error(stderr);
  return false;
}
