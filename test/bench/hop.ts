import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '../../lib/log.js';
import type { WorkerLink } from '../../services/engine/app/peers.js';
import { grpcServer } from '../../services/engine/edge/grpc/server.js';

const HOPS = 3_000;
const IGNORED = { received: () => undefined, closed: () => undefined };

/** Half of a round trip between two processes on our own streams, in ms: what a job's way to its worker costs at least. */
export async function measureHop(): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-hop-'));
  const listen = `unix:${join(directory, 'grpc.sock')}`;
  const log = createLogger({ service: 'hop', level: 'error' });
  let answered: () => void = () => undefined;
  let link: WorkerLink | undefined;
  const server = grpcServer({
    listen,
    log,
    observers: IGNORED,
    workers: {
      received: (from) => {
        link = from;
        answered();
      },
      closed: () => undefined,
    },
  });
  await server.start();
  const hello = new Promise<void>((resolve) => (answered = resolve));
  const echo = fork(new URL('./echo-process.js', import.meta.url), {
    env: { ...process.env, BENCH_ECHO: listen },
  });
  await hello;
  const ref = { jobId: 'hop', fence: 1 };
  const trip = () =>
    new Promise<void>((resolve) => {
      answered = resolve;
      link?.send({ kind: 'acknowledged', refs: [ref] });
    });
  for (let i = 0; i < HOPS / 3; i += 1) await trip();
  const begun = performance.now();
  for (let i = 0; i < HOPS; i += 1) await trip();
  const hopMs = (performance.now() - begun) / HOPS / 2;
  const ended = once(echo, 'exit');
  echo.kill();
  await ended;
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
  return hopMs;
}
