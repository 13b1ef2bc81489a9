import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isPermanent } from '../../../lib/handler/errors.js';
import { localProcess } from '../../../lib/providers/local/process.js';
import { identityOf } from '../../../lib/providers/local/shim/identity.js';
import { readRunFile, claimRun } from '../../../lib/providers/local/shim/run-files.js';
import { eventually, NodeOfTest, stateOf } from './node-of-test.js';

type Goal = Parameters<typeof localProcess.create>[0];
const PROCESS = new URL('../../../lib/providers/local/process.js', import.meta.url).href;

describe('Local::Process', function () {
  this.timeout(30_000);
  const node = new NodeOfTest();
  const made = new Map<string, Goal>();
  afterEach(async () => {
    for (const [id, goal] of made) await localProcess.delete(id, goal, node.call());
    made.clear();
    assert.deepEqual(readdirSync(node.path('state', 'processes')), [], 'a record is left');
  });
  after(() => node.remove());

  const goalOf = (script: string, more: object = {}): Goal =>
    localProcess.properties.parse({ command: 'sh', args: ['-c', script], gracePeriod: 1, ...more }) as Goal;
  const create = async (goal: Goal, key?: string, more = {}) => {
    const created = await localProcess.create(goal, node.call(key, more));
    made.set(created.physicalId, goal);
    return created.physicalId;
  };
  const look = async (id: string, goal: Goal) => {
    const seen = await localProcess.observe?.(id, goal, node.call(''));
    assert.ok(seen);
    return seen;
  };
  const runOf = (id: string) => {
    const [run] = readdirSync(node.path('state', 'processes', id)).filter((name) => name.startsWith('run-'));
    return node.path('state', 'processes', id, run ?? '');
  };
  const pidOf = (id: string) => {
    const pid = readRunFile(runOf(id), 'started')?.pid;
    assert.ok(pid !== undefined);
    return pid;
  };

  it('starts one process, however many workers start it', async () => {
    const goal = goalOf(`echo $$ >> ${node.path('starts')}; exec sleep 1000`);
    const ids = await Promise.all([1, 2, 3, 4].map(() => create(goal, 'race')));
    assert.equal(new Set(ids).size, 1);
    const starts = () =>
      existsSync(node.path('starts')) ? readFileSync(node.path('starts'), 'utf8').trim().split('\n') : [];
    await eventually('it starts', () => starts().length > 0);
    await create(goal, 'race');
    assert.deepEqual(starts(), [String(pidOf(ids[0] ?? ''))]);
  });

  it('outlives a worker that is killed with SIGKILL, and is found by the retry', async () => {
    const goal = goalOf('exec sleep 1000');
    const program = `
      const { localProcess } = await import(${JSON.stringify(PROCESS)});
      const plan = JSON.parse(process.argv[1]);
      await localProcess.create(plan.goal, {
        signal: new AbortController().signal, idempotencyKey: 'survivor', saved: undefined, checkpoint: async () => {},
        log() {}, node: 'test', stack: { id: 'stack-1', name: 's' }, resource: 'r', settings: plan.settings, now: () => 0,
      });
      process.kill(process.pid, 'SIGKILL');`;
    const plan = JSON.stringify({ goal, settings: node.dev });
    const worker = spawn(process.execPath, ['--input-type=module', '-e', program, plan], {
      stdio: 'ignore',
      detached: true,
    });
    const signal = await new Promise((resolve) => worker.on('exit', (_code, by) => resolve(by)));
    assert.equal(signal, 'SIGKILL');
    const id = await localProcess.find?.('survivor', goal, node.call());
    assert.ok(id !== undefined);
    const pid = pidOf(id);
    assert.equal(await create(goal, 'survivor'), id);
    assert.equal(pidOf(id), pid);
    assert.equal((await look(id, goal)).status, 'ready');
  });

  const ends = [
    { restart: 'always', script: 'exit 0', status: 'broken', exitCode: 0 },
    { restart: 'on-failure', script: 'exit 0', status: 'ready', exitCode: 0 },
    { restart: 'on-failure', script: 'exit 3', status: 'broken', exitCode: 3 },
    { restart: 'never', script: 'exit 4', status: 'ready', exitCode: 4 },
    { restart: 'always', script: 'kill -KILL $$', status: 'absent', exitCode: null },
  ] as const;
  for (const { restart, script, status, exitCode } of ends) {
    it(`restart ${restart} makes ${status} of "${script}"`, async () => {
      const goal = goalOf(script, { restart });
      const id = await create(goal);
      await eventually('it ends', () => readRunFile(runOf(id), 'ended'));
      const seen = await look(id, goal);
      assert.equal(seen.status, status);
      assert.equal(seen.attributes?.exitCode, exitCode);
      assert.equal(seen.attributes?.pid, null);
    });
  }

  it('is seen to be gone after SIGKILL, and ends with what it started', async () => {
    const goal = goalOf(`sleep 1000 & echo $! > ${node.path('child')}; wait`);
    const id = await create(goal);
    const child = Number(
      await eventually(
        'it writes',
        () => existsSync(node.path('child')) && readFileSync(node.path('child'), 'utf8').trim(),
      ),
    );
    process.kill(pidOf(id), 'SIGKILL');
    await eventually('it is seen', async () => (await look(id, goal)).status === 'absent');
    await eventually('its child is gone', () => identityOf(child) === undefined);
  });

  it('goes on without its shim, and can be stopped', async () => {
    const goal = goalOf(`echo > ${node.path('runs')}; exec sleep 1000`);
    const id = await create(goal);
    // Before that it waits for the shim, and ends with it.
    await eventually('it runs', () => existsSync(node.path('runs')));
    const pid = pidOf(id);
    const claim = readRunFile(runOf(id), 'claim');
    assert.ok(claim?.shim);
    process.kill(claim.shim.pid, 'SIGKILL');
    await eventually('the shim is gone', () => identityOf(claim.shim?.pid ?? 0) === undefined);
    assert.equal((await look(id, goal)).status, 'ready');
    await localProcess.delete(id, goal, node.call());
    assert.equal(identityOf(pid), undefined);
    assert.equal((await look(id, goal)).status, 'absent');
  });

  it('is stopped by its signal, and killed after the grace period', async () => {
    const kind = goalOf(
      `trap 'echo bye > ${node.path('bye')}; exit 0' USR1; echo up > ${node.path('up')}; while :; do sleep 0.05; done`,
      { stopSignal: 'SIGUSR1' },
    );
    const id = await create(kind);
    await eventually('it is up', () => existsSync(node.path('up')));
    await localProcess.delete(id, kind, node.call());
    assert.ok(existsSync(node.path('bye')));
    const stubborn = goalOf(`trap '' TERM; echo up > ${node.path('up2')}; while :; do sleep 0.05; done`, {
      gracePeriod: 0.2,
    });
    const other = await create(stubborn);
    await eventually('it is up', () => existsSync(node.path('up2')));
    const pid = pidOf(other);
    await localProcess.delete(other, stubborn, node.call());
    assert.equal(identityOf(pid), undefined);
  });

  it('is suspended with all that it started, is not broken then, and goes on when it is resumed', async () => {
    const goal = goalOf(`sleep 1000 & echo $! > ${node.path('sleeper')}; wait`);
    const id = await create(goal);
    const sleeper = Number(
      await eventually(
        'it writes',
        () => existsSync(node.path('sleeper')) && readFileSync(node.path('sleeper'), 'utf8').trim(),
      ),
    );
    const both = [pidOf(id), sleeper];
    await localProcess.suspend?.(id, goal, node.call());
    await eventually('both stop', () => both.every((pid) => stateOf(pid) === 'T'));
    assert.equal((await look(id, goal)).status, 'ready');
    await localProcess.resume?.(id, goal, node.call());
    await eventually('both go on', () => both.every((pid) => stateOf(pid) === 'S'));
  });

  it('ends in peace though it is suspended, also without its shim', async () => {
    for (const withShim of [true, false]) {
      const bye = node.path(`bye-${String(withShim)}`);
      const up = node.path(`up-${String(withShim)}`);
      const goal = goalOf(`trap 'echo > ${bye}; exit 0' TERM; echo > ${up}; while :; do sleep 0.05; done`, {
        gracePeriod: 10,
      });
      const id = await create(goal);
      await eventually('it is up', () => existsSync(up));
      const pid = pidOf(id);
      await localProcess.suspend?.(id, goal, node.call());
      // It may wait for a child that was stopped before it had become one (D).
      await eventually('it stops', () => 'TD'.includes(stateOf(pid)));
      if (!withShim) process.kill(readRunFile(runOf(id), 'claim')?.shim?.pid ?? 0, 'SIGKILL');
      await localProcess.delete(id, goal, node.call());
      assert.ok(existsSync(bye), 'it was killed');
      assert.equal(identityOf(pid), undefined);
    }
  });

  it('that has ended is suspended and resumed without ado, and is judged after that', async () => {
    const goal = goalOf('exit 3');
    const id = await create(goal);
    await eventually('it ends', () => readRunFile(runOf(id), 'ended'));
    await localProcess.suspend?.(id, goal, node.call());
    assert.deepEqual(await localProcess.resume?.(id, goal, node.call()), {});
    assert.equal((await look(id, goal)).status, 'broken');
  });

  it('is taken over as it runs, and restarted only if something else is wanted', async () => {
    const goal = goalOf('exec sleep 1000');
    const id = await create(goal);
    const pid = pidOf(id);
    const same = await localProcess.adopt?.(id, goal, node.call());
    assert.deepEqual([same?.status, same?.properties], ['ready', undefined]);
    const other = { ...goal, args: ['-c', 'exec sleep 2000'] };
    const found = await localProcess.adopt?.(id, other, node.call());
    assert.deepEqual([found?.status, found?.properties], ['ready', { command: null }]);
    assert.equal(pidOf(id), pid);
    await localProcess.update?.(id, other, new Set(['command']), node.call());
    assert.notEqual(pidOf(id), pid);
  });

  it('of an id that leads elsewhere is not there, and nothing else is touched', async () => {
    const goal = goalOf('exec sleep 1000');
    const made = await create(goal);
    for (const id of ['..', '.', `../processes/${made}`, '../../state', '']) {
      assert.equal((await look(id, goal)).status, 'absent', id);
      await localProcess.delete(id, goal, node.call());
    }
    assert.equal((await look(made, goal)).status, 'ready');
  });

  it('is restarted in place when its triggers change, and only then', async () => {
    const goal = goalOf('exec sleep 1000');
    const id = await create(goal);
    const first = pidOf(id);
    const patient = { ...goal, gracePeriod: 5 };
    await localProcess.update?.(id, patient, new Set(['gracePeriod']), node.call());
    assert.equal(pidOf(id), first);
    const changed = { ...goal, triggers: { config: 2 } };
    await localProcess.update?.(id, changed, new Set(['triggers']), node.call('update'));
    const second = pidOf(id);
    assert.notEqual(second, first);
    assert.equal(identityOf(first), undefined);
    await localProcess.update?.(id, changed, new Set(['triggers']), node.call('update'));
    assert.equal(pidOf(id), second);
  });

  it('rotates its log', async () => {
    const settings = { ...node.dev, logMaxBytes: 4096, logFiles: 3 };
    const goal = goalOf('i=0; while [ $i -lt 2000 ]; do echo "line $i"; i=$((i+1)); done', {
      restart: 'never',
    });
    const id = await create(goal, undefined, { settings });
    const logFile = (await look(id, goal)).attributes?.logFile ?? '';
    await eventually(
      'all is written',
      () => existsSync(logFile) && readFileSync(logFile, 'utf8').endsWith('line 1999\n'),
    );
    const names = readdirSync(node.path('state', 'processes', id)).filter((name) =>
      name.startsWith('output.log'),
    );
    assert.deepEqual(names.sort(), ['output.log', 'output.log.1', 'output.log.2']);
    for (const name of names) assert.ok(statSync(node.path('state', 'processes', id, name)).size <= 4096);
  });

  it('keeps the environment out of files, once it runs, and out of the command line', async () => {
    const goal = goalOf('exec sleep 1000', { env: { SECRET: 'hunter2-hunter2' } });
    const id = await create(goal);
    await eventually('the specification is gone', () => !existsSync(`${runOf(id)}/spec`));
    const shim = readRunFile(runOf(id), 'claim')?.shim?.pid ?? 0;
    assert.ok(!readFileSync(`/proc/${String(shim)}/cmdline`, 'utf8').includes('hunter2'));
    assert.ok(readFileSync(`/proc/${String(pidOf(id))}/environ`, 'utf8').includes('hunter2-hunter2'));
    for (const name of readdirSync(runOf(id)))
      assert.ok(!readFileSync(`${runOf(id)}/${name}`, 'utf8').includes('hunter2'));
    for (const path of [node.stateDirectory, runOf(id)]) assert.equal(statSync(path).mode & 0o777, 0o700);
  });

  it('takes a zombie for dead', async () => {
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 1000'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const text = await new Promise<string>((resolve) =>
        parent.stdout.on('data', (chunk: Buffer) => resolve(String(chunk))),
      );
      const pid = Number(text.trim());
      await eventually('it is a zombie', () => stateOf(pid) === 'Z');
      assert.equal(identityOf(pid), undefined);
    } finally {
      parent.kill('SIGKILL');
    }
  });

  it('is never started by a shim that comes after the delete', async () => {
    const goal = goalOf('exec sleep 1000');
    const id = await create(goal);
    const run = runOf(id);
    await localProcess.delete(id, goal, node.call());
    assert.throws(() => claimRun(run, { shim: null }), /ENOENT/);
  });

  it('refuses a program that is not listed', async () => {
    const settings = { stateDirectory: node.stateDirectory, commands: ['/usr/bin/true'] };
    await assert.rejects(
      localProcess.create(goalOf('true'), node.call('refused', { settings })),
      isPermanent,
    );
    made.set((await localProcess.create(goalOf('true'), node.call('refused'))).physicalId, goalOf('true'));
  });
});
