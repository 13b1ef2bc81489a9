import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { isPermanent, isTransient } from '../../../lib/handler/errors.js';
import { command } from '../../../lib/providers/local/command.js';
import { nameFor } from '../../../lib/providers/local/path-record.js';
import { identityOf } from '../../../lib/providers/local/shim/identity.js';
import { httpCheck } from '../../../lib/providers/local/http-check.js';
import { port } from '../../../lib/providers/local/port.js';
import { createServer, type Server } from 'node:http';
import { eventually, NodeOfTest } from './node-of-test.js';

describe('Local::Command, Local::Port and Local::HttpCheck', function () {
  this.timeout(20_000);
  const node = new NodeOfTest();
  after(() => node.remove());
  type Goal = Parameters<typeof command.create>[0];
  const goalOf = (script: string, more: object = {}): Goal =>
    command.properties.parse({ command: 'sh', args: ['-c', script], ...more }) as Goal;

  it('runs at its moments, and once each when nothing fails', async () => {
    const note = (word: string) => ({ command: 'sh', args: ['-c', `echo ${word} >> ${node.path('notes')}`] });
    const goal = command.properties.parse({
      ...note('create'),
      onUpdate: note('update'),
      onDelete: note('delete'),
    }) as Goal;
    const { physicalId } = await command.create(goal, node.call('k'));
    await command.create(goal, node.call('k'));
    const changed = { ...goal, triggers: { a: 1 } };
    await command.update?.(physicalId, changed, new Set(['triggers']), node.call('u'));
    await command.update?.(physicalId, changed, new Set(['triggers']), node.call('u'));
    await command.delete(physicalId, changed, node.call());
    await command.delete(physicalId, changed, node.call());
    assert.equal(readFileSync(node.path('notes'), 'utf8'), 'create\nupdate\ndelete\n');
  });

  it('tells why it failed, without its environment', async () => {
    const goal = goalOf('echo "said $SECRET"; echo "bad $SECRET" >&2; exit 3', {
      env: { SECRET: 'hunter2' },
    });
    const lines: string[] = [];
    const call = node.call('failing', { log: (line) => lines.push(line) });
    await assert.rejects(command.create(goal, call), (error: unknown) => {
      assert.ok(isPermanent(error));
      assert.match(error.message, /exited with 3: bad \*+$/);
      return true;
    });
    assert.deepEqual(lines, ['said ******', 'bad ******']);
  });

  it('names what it may have done half, if there is something to undo it with', async () => {
    const saved: unknown[] = [];
    const call = node.call('half', { checkpoint: (state) => Promise.resolve(void saved.push(state)) });
    const undo = { command: 'sh', args: ['-c', `echo undone > ${node.path('undone')}`] };
    await assert.rejects(command.create(goalOf('exit 3'), call), isPermanent);
    assert.deepEqual(saved, [], 'a failure without anything to undo has left nothing');
    const goal = goalOf('exit 3', { onDelete: undo });
    await assert.rejects(command.create(goal, call), isPermanent);
    const [state] = saved as { physicalId: string }[];
    await command.delete(state?.physicalId ?? '', goal, call);
    assert.ok(existsSync(node.path('undone')));
  });

  it('hides of its environment what was given, and tells the end of what it said', async () => {
    const lines: string[] = [];
    const call = node.call('wordy', { log: (line) => lines.push(line) });
    const env = { LEVEL: 'debug', CERT: 'first-part\nsecond-part' };
    const said = goalOf('seq 1 1700; echo "$CERT"; echo "$USER $LEVEL"', { env });
    await command.create(said, call);
    assert.equal(lines.length, 1_001);
    assert.deepEqual([lines[0], lines[499], lines[500]], ['1', '500', '(703 lines are left out)']);
    assert.deepEqual(lines.slice(-3), ['******', '******', `${userInfo().username} ******`]);
  });

  it('tells what it says while it runs, line by line', async () => {
    const lines: string[] = [];
    const call = node.call('talkative', { log: (line) => lines.push(line) });
    const go = node.path('go-on');
    const created = command.create(
      goalOf(`printf 'one\\ntw'; while ! [ -e ${go} ]; do sleep 0.01; done; printf 'o'`),
      call,
    );
    await eventually('the first line to be told', () => lines.length > 0);
    assert.deepEqual(lines, ['one']);
    writeFileSync(go, '');
    await created;
    assert.deepEqual(lines, ['one', 'two']);
  });

  it('is ended by its delete when the worker that ran it was killed', async () => {
    const id = nameFor('orphaned');
    const directory = node.path('state', 'commands', id);
    mkdirSync(directory, { recursive: true });
    const orphan = spawn('sleep', ['86400'], { detached: true, stdio: 'ignore' });
    const ended = once(orphan, 'exit');
    const identity = identityOf(orphan.pid ?? 0);
    assert.ok(identity);
    writeFileSync(node.path('state', 'commands', id, 'running'), JSON.stringify(identity));
    await command.delete(id, goalOf('true'), node.call());
    assert.deepEqual(await ended, [null, 'SIGKILL']);
    assert.ok(!existsSync(directory));
  });

  it('is killed with all it started when it takes too long', async () => {
    const goal = goalOf(`sleep 1; echo late > ${node.path('late')}`, { timeout: 0.1 });
    await assert.rejects(command.create(goal, node.call()), isTransient);
    assert.ok(!existsSync(node.path('late')));
  });

  it('gives each claimant a port of its own, and the same again', async () => {
    const goal = port.properties.parse({ range: { from: 21000, to: 21050 } }) as Parameters<
      typeof port.create
    >[0];
    const ids = await Promise.all(
      Array.from({ length: 10 }, (_, index) => port.create(goal, node.call(`p${String(index)}`))),
    );
    assert.equal(new Set(ids.map(({ physicalId }) => physicalId)).size, 10);
    assert.equal((await port.create(goal, node.call('p3'))).physicalId, ids[3]?.physicalId);
    for (const { physicalId } of ids) await port.delete(physicalId, goal, node.call());
  });

  it('touch nothing that an id of a user leads to', async () => {
    const { stateDirectory } = node;
    for (const name of ['commands', 'ports', 'checks'])
      mkdirSync(node.path('state', name), { recursive: true });
    mkdirSync(node.path('theirs'));
    writeFileSync(node.path('theirs', 'done'), '{"key":"","triggers":"","result":{"stdout":"","stderr":""}}');
    symlinkSync(node.path('theirs'), node.path('link'));
    const call = node.call('', { settings: { stateDirectory, dev: true } });
    const check = httpCheck.properties.parse({ url: 'http://127.0.0.1:9/' }) as Parameters<
      typeof httpCheck.create
    >[0];
    const range = port.properties.parse({}) as Parameters<typeof port.create>[0];
    for (const id of ['../../theirs', '../../theirs/done', '../../link', '..', '']) {
      assert.equal((await command.observe?.(id, goalOf('true'), call))?.status, 'absent');
      assert.equal((await httpCheck.observe?.(id, check, call))?.status, 'absent');
      assert.equal((await port.observe?.(id, range, call))?.status, 'absent');
      assert.equal((await port.adopt?.(id, range, call))?.status, 'absent');
      await command.delete(id, goalOf('true', { onDelete: { command: 'false' } }), call);
      await httpCheck.delete(id, check, call);
      await port.delete(id, range, call);
    }
    assert.deepEqual([existsSync(node.path('theirs', 'done')), existsSync(node.path('link'))], [true, true]);
  });

  it('take a claimed port over if it is in the range', async () => {
    const range = port.properties.parse({}) as Parameters<typeof port.create>[0];
    const { physicalId } = await port.create(range, node.call('claimant'));
    const there = Number(physicalId);
    assert.equal(
      (await port.adopt?.(physicalId, { range: { from: there, to: there } }, node.call()))?.status,
      'ready',
    );
    await assert.rejects(
      async () => port.adopt?.(physicalId, { range: { from: there + 1, to: there + 9 } }, node.call()),
      isPermanent,
    );
    await port.delete(physicalId, range, node.call());
  });

  it('is pending before it ever passed and broken afterwards', async () => {
    const [held] = [
      await port.create(port.properties.parse({}) as Parameters<typeof port.create>[0], node.call('http')),
    ];
    const url = `http://127.0.0.1:${held.physicalId}/`;
    const goal = httpCheck.properties.parse({ url, expectedBody: 'well' }) as Parameters<
      typeof httpCheck.create
    >[0];
    const { physicalId, observation } = await httpCheck.create(goal, node.call());
    assert.equal(observation, undefined);
    const status = async (wanted = goal) =>
      (await httpCheck.observe?.(physicalId, wanted, node.call('')))?.status;
    assert.equal(await status(), 'pending');
    let body = 'ill';
    const server: Server = createServer((_request, response) => response.end(body));
    await new Promise<void>((resolve) => server.listen(Number(held.physicalId), '127.0.0.1', resolve));
    assert.equal(await status(), 'pending');
    body = 'all is well';
    assert.equal(await status(), 'ready');
    body = 'ill';
    assert.equal(await status(), 'broken');
    assert.equal(await status({ ...goal, expectedBody: 'hale' }), 'pending');
    await new Promise((resolve) => server.close(resolve));
    assert.equal(await status(), 'broken');
    await httpCheck.delete(physicalId, goal, node.call());
  });
});
