import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineToWorker, WorkerToEngine } from '../../lib/protocol/worker.js';
import { RecordingListener, until, wire, type Wire } from './wire.js';
import { someJob, someReport, workerHello } from './messages.js';

describe('a stream over a unix socket', () => {
  let net: Wire;
  beforeEach(() => {
    net = wire();
  });
  afterEach(() => net.close());

  it('carries messages both ways, in order and unchanged', async () => {
    await net.server();
    const listener = new RecordingListener<EngineToWorker>();
    const transport = net.dial();
    transport.start(listener);
    await until(() => listener.opens === 1, 'the stream is open');

    const said: WorkerToEngine[] = [
      { kind: 'hello', hello: workerHello() },
      { kind: 'reports', reports: [someReport(1), someReport(2)] },
      { kind: 'draining' },
    ];
    for (const message of said) transport.send(message);
    await until(() => net.workers.messages.length === said.length, 'the engine has all');
    assert.deepEqual(net.workers.messages, said);

    const answers: EngineToWorker[] = [
      { kind: 'welcome', engineId: 'e1', engines: ['127.0.0.1:1'] },
      { kind: 'jobs', jobs: [someJob(1), someJob(2)], acknowledged: [] },
      { kind: 'acknowledged', refs: [{ jobId: 'j1', fence: 1 }] },
    ];
    for (const answer of answers) net.workers.links[0]?.send(answer);
    await until(() => listener.messages.length === answers.length, 'the worker has all');
    assert.deepEqual(listener.messages, answers);
  });

  it('cuts many large jobs into messages that the worker accepts', async () => {
    const messageBytes = 2 * 1024 * 1024;
    await net.server({ messageBytes });
    const listener = new RecordingListener<EngineToWorker>();
    const transport = net.dial({ messageBytes });
    listener.onOpened = () => {
      transport.send({ kind: 'hello', hello: workerHello() });
    };
    transport.start(listener);
    await until(() => net.workers.links.length === 1, 'the worker said hello');
    const goal = JSON.stringify({ content: 'x'.repeat(300_000) });
    const jobs = Array.from({ length: 30 }, (_, i) => ({ ...someJob(i), goal }));
    net.workers.links[0]?.send({ kind: 'jobs', jobs, acknowledged: [] });
    const got = (): unknown[] => listener.messages.flatMap((m) => (m.kind === 'jobs' ? m.jobs : []));
    await until(() => got().length === jobs.length, 'all jobs have come');
    assert.deepEqual(got(), jobs);
    assert.ok(listener.messages.length > 1);
  });

  it('is dialled again when the engine restarts, and closed is told once for each stream', async () => {
    const first = await net.server();
    const listener = new RecordingListener<EngineToWorker>();
    const transport = net.dial();
    listener.onOpened = () => {
      transport.send({ kind: 'hello', hello: workerHello() });
    };
    transport.start(listener);
    await until(() => net.workers.links.length === 1, 'the worker is connected');
    await first.stop();
    assert.equal(net.workers.closedCount, 1);
    await until(() => listener.closes.length >= 3, 'some attempts were in vain');
    assert.equal(listener.opens, 1);
    await net.server();
    await until(() => net.workers.links.length === 1, 'the worker is connected again');
    assert.equal(listener.opens, 2);
    assert.equal(net.workers.messages.length, 2);
  });

  it('that the engine closes after a last message still delivers it', async () => {
    await net.server();
    net.workers.onMessage = (link) => {
      link.send({ kind: 'refused', reason: 'too old' });
      link.close();
    };
    const listener = new RecordingListener<EngineToWorker>();
    const transport = net.dial();
    listener.onOpened = () => {
      transport.send({ kind: 'hello', hello: workerHello() });
    };
    transport.start(listener);
    await until(() => listener.closes.length > 0, 'the stream ended');
    assert.deepEqual(listener.messages[0], { kind: 'refused', reason: 'too old' });
  });

  it('delivers what was sent before stop', async () => {
    await net.server();
    const listener = new RecordingListener<EngineToWorker>();
    const transport = net.dial();
    transport.start(listener);
    await until(() => listener.opens === 1, 'the stream is open');
    transport.send({ kind: 'reports', reports: Array.from({ length: 500 }, (_, i) => someReport(i)) });
    await transport.stop();
    await until(() => net.workers.messages.length === 1, 'the reports have come');
    assert.equal(net.workers.closedCount, 1);
  });

  it('can be stopped while nobody answers', async () => {
    const transport = net.dial();
    const listener = new RecordingListener<EngineToWorker>();
    transport.start(listener);
    await transport.stop();
    assert.equal(listener.opens, 0);
  });

  it('says when the engine is behind, and when there is room again', async () => {
    await net.server();
    const listener = Object.assign(new RecordingListener<EngineToWorker>(), {
      drains: 0,
      drained() {
        this.drains += 1;
      },
    });
    const transport = net.dial();
    transport.start(listener);
    await until(() => listener.opens === 1, 'the stream is open');
    const reports = Array.from({ length: 200 }, (_, i) => someReport(i));
    let sent = 0;
    while (transport.send({ kind: 'reports', reports })) sent += 1;
    assert.ok(sent < 1_000, `${String(sent)} messages were taken without a word`);
    await until(() => listener.drains > 0, 'there is room again');
  });
});

describe('the gRPC server', () => {
  let net: Wire;
  beforeEach(() => {
    net = wire();
  });
  afterEach(() => net.close());

  it('lets only its own user connect to its socket', async () => {
    await net.server();
    assert.equal(statSync(join(net.directory, 'engine.sock')).mode & 0o777, 0o600);
  });

  it('removes the socket that a killed engine left', async () => {
    const path = join(net.directory, 'engine.sock');
    leaveDeadSocket(path);
    assert.ok(statSync(path).isSocket());
    await net.server();
  });

  it('does not take the place of an engine that listens', async () => {
    await net.server();
    await assert.rejects(net.server(), { code: 'config.invalid', message: /Another process listens/ });
  });

  it('does not remove a file that is no socket', async () => {
    writeFileSync(join(net.directory, 'engine.sock'), 'precious');
    await assert.rejects(net.server(), { code: 'config.invalid', message: /not a socket/ });
  });

  it('does not listen beyond this machine without TLS', async () => {
    await assert.rejects(net.server({ listen: '0.0.0.0:0' }), {
      code: 'config.invalid',
      message: /0\.0\.0\.0:0/,
    });
    const local = await net.server({ listen: '127.0.0.1:0' });
    assert.match(local.address, /^127\.0\.0\.1:[1-9]\d*$/);
  });
});

/** As after kill -9: the file is there, nobody listens. */
function leaveDeadSocket(path: string): void {
  const listen =
    'require("node:net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))';
  spawnSync(process.execPath, ['-e', listen, path]);
}
