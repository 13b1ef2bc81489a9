import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../lib/config.js';
import { silentLogger } from '../../lib/log.js';
import type { JobMessage, ReportMessage } from '../../lib/protocol/worker.js';
import { workerConfig } from '../../services/worker/config.js';
import type { RunningPeer } from '../../lib/peer-process.js';
import { startWorker } from '../../services/worker/main.js';
import { someJob } from '../grpc/messages.js';
import { until, wire, type Wire } from '../grpc/wire.js';

const provider = fileURLToPath(new URL('./noop-provider.js', import.meta.url));

describe('a worker', () => {
  let net: Wire;
  let worker: RunningPeer | undefined;
  beforeEach(() => {
    net = wire();
    net.workers.onMessage = (link, message) => {
      if (message.kind === 'hello') link.send({ kind: 'welcome', engineId: 'e1', engines: [] });
      if (message.kind !== 'reports') return;
      link.send({ kind: 'acknowledged', refs: message.reports.map(({ ref }) => ref) });
    };
  });
  afterEach(async () => {
    await worker?.stop();
    worker = undefined;
    await net.close();
  });

  const start = async (slots = 64, monitored = false, id?: string): Promise<void> => {
    const config = loadConfig(workerConfig, {
      env: {},
      overrides: {
        engines: [`unix:${net.directory}/engine.sock`],
        providers: [{ package: provider }],
        ...(id !== undefined && { id }),
        node: 'n1',
        slots,
        'reconnect.baseMs': 5,
        'reconnect.capMs': 20,
        'monitoring.enabled': monitored,
        'monitoring.port': 0,
      },
    });
    worker = await startWorker(config, { log: silentLogger });
  };
  const reports = (): ReportMessage[] =>
    net.workers.messages.flatMap((message) => (message.kind === 'reports' ? message.reports : []));

  it('offers what its providers offer, and does what it is given', async () => {
    await net.server();
    await start(64, false, 'w1');
    await until(() => net.workers.messages.length > 0, 'it said hello');
    const [hello] = net.workers.messages;
    assert.ok(hello?.kind === 'hello');
    assert.deepEqual(
      hello.hello.types.map(({ schema }) => schema.type),
      ['Test::Noop'],
    );
    assert.deepEqual([hello.hello.workerId, hello.hello.node, hello.hello.credits], ['w1', 'n1', 64]);

    net.workers.links[0]?.send({
      kind: 'jobs',
      acknowledged: [],
      jobs: [
        { ...someJob(1), type: 'Test::Noop', goal: '{"value":"a"}' },
        { ...someJob(2), type: 'Test::Noop', goal: '{"fail":true}' },
        { ...someJob(3), type: 'Test::Noop', goal: '{"valeu":"a"}' },
      ],
    });
    await until(() => reports().length === 3, 'all is reported');
    const byJob = new Map(reports().map((report) => [report.ref.jobId, report]));
    assert.deepEqual(byJob.get('j1')?.observation?.attributes, '{"value":"a"}');
    assert.deepEqual([byJob.get('j2')?.outcome, byJob.get('j2')?.error], ['transient', 'r2 is to fail']);
    assert.equal(byJob.get('j3')?.outcome, 'permanent');
  });

  it('is not taken for another one of its node, though each is the first process of its container', async () => {
    await net.server();
    await start(4);
    await until(() => net.workers.messages.length > 0, 'it said hello');
    const [hello] = net.workers.messages;
    assert.ok(hello?.kind === 'hello');
    assert.equal(hello.hello.workerId, `${hostname()}-${String(process.pid)}`);
  });

  it('does each of twenty thousand jobs once, though the engine dies in between', async function () {
    this.timeout(30_000);
    const total = 20_000;
    const window = 512;
    const server = await net.server();
    const open = new Map<string, JobMessage>();
    const done = new Map<string, number>();
    let next = 0;
    const push = (): void => {
      const jobs: JobMessage[] = [];
      while (open.size < window && next < total) {
        const job = { ...someJob(next), type: 'Test::Noop', goal: '{"value":"x"}' };
        next += 1;
        open.set(job.ref.jobId, job);
        jobs.push(job);
      }
      if (jobs.length > 0) net.workers.links[0]?.send({ kind: 'jobs', jobs, acknowledged: [] });
    };
    let silent = false;
    net.workers.onMessage = (link, message) => {
      if (message.kind === 'hello') {
        link.send({ kind: 'welcome', engineId: 'e1', engines: [] });
        const held = new Set(message.hello.held.map(({ jobId }) => jobId));
        const lost = [...open.values()].filter(({ ref }) => !held.has(ref.jobId));
        // What it does not hold never came: it is pushed again.
        if (lost.length > 0) link.send({ kind: 'jobs', jobs: lost, acknowledged: [] });
        push();
      }
      if (message.kind !== 'reports' || silent) return;
      const refs = message.reports.map(({ ref }) => ref);
      for (const { jobId } of refs) {
        done.set(jobId, (done.get(jobId) ?? 0) + (open.delete(jobId) ? 1 : 0));
      }
      link.send({ kind: 'acknowledged', refs });
      push();
    };
    await start(window);
    await until(() => done.size > total / 4, 'a quarter is done', 20_000);
    // From here on nothing is taken: the engine is dying.
    silent = true;
    await server.stop();
    silent = false;
    await net.server();
    await until(() => done.size === total, 'all is done', 20_000);
    assert.ok([...done.values()].every((times) => times === 1));
  });

  it('tells the next engine what the one before was killed too early to store', async () => {
    const path = `unix:${net.directory}/engine.sock`;
    const doomed = fork(fileURLToPath(new URL('./doomed-engine.js', import.meta.url)), [path, '200']);
    const ended = once(doomed, 'exit');
    await once(doomed, 'message');
    await start();
    const [reported] = (await once(doomed, 'message')) as [number];
    assert.equal(reported, 200);
    doomed.kill('SIGKILL');
    await ended;

    await net.server();
    await until(() => reports().length > 0, 'the reports came');
    const [hello] = net.workers.messages;
    assert.ok(hello?.kind === 'hello');
    assert.equal(hello.hello.held.length, 200);
    assert.equal(new Set(reports().map(({ ref }) => ref.jobId)).size, 200);
    assert.equal(reports().length, 200);
  });

  it('waits for its engine to come up, and tells when asked', async () => {
    await start(4, true);
    const ask = async (path: string): Promise<[number, string]> => {
      const response = await fetch(`http://${worker?.statusAddress ?? ''}${path}`);
      return [response.status, await response.text()];
    };
    assert.deepEqual(await ask('/healthz'), [200, 'ok\n']);
    assert.deepEqual(await ask('/readyz'), [503, 'waiting for an engine\n']);
    await net.server();
    await until(() => net.workers.messages.length > 0, 'it said hello');
    net.workers.links[0]?.send({
      kind: 'jobs',
      jobs: [{ ...someJob(1), type: 'Test::Noop' }],
      acknowledged: [],
    });
    await until(() => reports().length === 1, 'the job is done');
    assert.deepEqual(await ask('/readyz'), [200, 'ready\n']);
    const [, metrics] = await ask('/metrics');
    assert.match(
      metrics,
      /isotherm_worker_jobs_total\{type="Test::Noop",action="create",outcome="succeeded"\} 1/,
    );
    assert.match(metrics, /isotherm_worker_job_seconds_count\{type="Test::Noop",action="create"\} 1/);
  });
});
