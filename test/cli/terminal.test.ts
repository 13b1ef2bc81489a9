import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryServer, type MemoryServer } from '../support/memory-server.js';
import { cliMain } from '../support/run-cli.js';
import { twoThings } from '../support/rest-harness.js';
import { waitFor } from '../support/wait-for.js';

const hasScript = spawnSync('script', ['--version']).stdout?.includes('util-linux') ?? false;

/** Runs the command on a terminal of its own, which `script` (util-linux) makes. */
describe('CLI: on a terminal', function () {
  this.timeout(20_000);
  let server: MemoryServer;
  let files: string;
  const started: ChildProcess[] = [];
  before(async function () {
    if (!hasScript) this.skip();
    server = await memoryServer({ stepMs: 20 });
    files = mkdtempSync(join(tmpdir(), 'isotherm-terminal-'));
    writeFileSync(join(files, 'web.yaml'), JSON.stringify(twoThings));
  });
  after(async () => {
    if (!hasScript) return;
    for (const child of started) child.kill();
    await server.close();
    rmSync(files, { recursive: true });
  });

  function start(command: string, env: NodeJS.ProcessEnv = { NO_COLOR: '1' }) {
    const child = spawn('script', ['-qec', `${process.execPath} ${cliMain} ${command}`, '/dev/null'], {
      cwd: files,
      env: {
        PATH: process.env['PATH'],
        HOME: '/nonexistent',
        TERM: 'xterm',
        ISOTHERM_DATA: server.directory,
        ...env,
      },
    });
    started.push(child);
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const done = new Promise<number | null>((resolve) => child.once('close', resolve));
    return { out: () => out, type: (text: string) => child.stdin.write(text), done };
  }

  it('draws the tree in place', async () => {
    const cli = start('stack create web -t web.yaml');
    assert.equal(await cli.done, 0, cli.out());
    // eslint-disable-next-line no-control-regex -- how a terminal is told to draw over
    assert.match(cli.out(), /\u001b\[\d+A\u001b\[0J/);
    const lines = cli.out().trimEnd().split('\r\n').slice(-3);
    assert.match(lines[0] ?? '', /web {2}create complete {2}2 of 2/);
    assert.match(lines[1] ?? '', /^✔ └─ first +Memory::Thing {2}create complete/);
    assert.match(lines[2] ?? '', /^✔ {4}└─ second +Memory::Thing {2}create complete/);
  });

  it('asks before it deletes, and takes only yes for yes', async () => {
    for (const answer of ['n\n', '\n', '\u0004', '\u0003']) {
      const cli = start('stack delete web');
      await waitFor(() => cli.out().includes('Go on?'), 'the question');
      cli.type(answer);
      assert.equal(await cli.done, 1, JSON.stringify(answer));
      assert.match(cli.out(), /Stack web with its 2 resources will be deleted/);
    }
    assert.ok(await server.useCases.findStack('default', 'web'));
    const cli = start('stack delete web');
    await waitFor(() => cli.out().includes('Go on?'), 'the question');
    cli.type('yes\n');
    assert.equal(await cli.done, 0, cli.out());
    assert.match(cli.out(), /web {2}delete complete/);
    assert.equal(await server.useCases.findStack('default', 'web'), undefined);
  });

  it('does not ask with --yes', async () => {
    await server.useCases.createStack('default', { name: 'gone', template: twoThings });
    const cli = start('stack delete gone --yes');
    assert.equal(await cli.done, 0, cli.out());
    assert.doesNotMatch(cli.out(), /Go on/);
  });

  it('asks before a snapshot is restored or deleted', async () => {
    const { useCases } = server;
    const { id } = await useCases.createStack('default', { name: 'kept', template: twoThings });
    const rests = () => useCases.stack('default', 'kept').status === 'COMPLETE';
    await waitFor(rests, 'the stack to be there');
    await useCases.snapshots.takeSnapshot('default', id, 'before');
    await waitFor(rests, 'the snapshot to be taken');
    const { revision } = useCases.stack('default', 'kept');
    for (const command of ['restore', 'delete']) {
      const cli = start(`stack snapshot ${command} kept before`);
      await waitFor(() => cli.out().includes('Go on?'), 'the question');
      cli.type('n\n');
      assert.equal(await cli.done, 1, cli.out());
      assert.match(cli.out(), /^(Stack kept becomes .* snapshot \S+ was taken|Snapshot \S+ of stack kept) ?/);
      assert.match(cli.out(), /Nothing was changed/);
    }
    assert.equal(useCases.stack('default', 'kept').revision, revision);
  });

  describe('an update', () => {
    const smaller = { heat_template_version: '2021-04-16', resources: { first: { type: 'Memory::Thing' } } };
    const failing = { first: { type: 'Memory::Thing', properties: { fails: true, text: 'x' } } };
    const stack = () => server.useCases.stack('default', 'shop');
    before(async () => {
      writeFileSync(join(files, 'less.yaml'), JSON.stringify(smaller));
      writeFileSync(join(files, 'fails.yaml'), JSON.stringify({ ...smaller, resources: failing }));
      await server.useCases.createStack('default', { name: 'shop', template: twoThings });
      await waitFor(() => stack().status === 'COMPLETE', 'the stack is there');
    });

    it('shows what goes and asks; anything but yes changes nothing', async () => {
      const cli = start('stack update shop -t less.yaml');
      await waitFor(() => cli.out().includes('Go on?'), 'the question');
      assert.match(cli.out(), /To delete\r\n {2}- second {2}Memory::Thing/);
      assert.doesNotMatch(cli.out(), /To change in place/);
      assert.match(cli.out(), /Plan: 1 to update, 1 to delete; 0 unchanged/);
      cli.type('n\n');
      assert.equal(await cli.done, 1);
      assert.match(cli.out(), /Nothing was changed/);
      assert.equal(stack().revision, 1);
    });

    it('does only what was agreed to: when the world has moved on it says so, and ends with 5', async () => {
      const cli = start('stack update shop -t less.yaml');
      await waitFor(() => cli.out().includes('Go on?'), 'the question');
      stack().drift('first', { text: 'other' });
      cli.type('y\n');
      assert.equal(await cli.done, 5, cli.out());
      assert.match(cli.out(), /The update would not do what plan [0-9a-f]+ says any more/);
      assert.match(cli.out(), /\r\n {2}resources\.first: /);
      assert.equal(stack().revision, 1);
    });

    it('goes on after yes, and without a question where nothing goes', async () => {
      const cli = start('stack update shop -t less.yaml');
      await waitFor(() => cli.out().includes('Go on?'), 'the question');
      cli.type('y\n');
      assert.equal(await cli.done, 0, cli.out());
      const harmless = start('stack update shop -t web.yaml');
      assert.equal(await harmless.done, 0, harmless.out());
      assert.doesNotMatch(harmless.out(), /Go on/);
      assert.match(harmless.out(), /Plan: 1 to create, 1 to update; 0 unchanged/);
      const sure = start('stack update shop -t less.yaml --yes');
      assert.equal(await sure.done, 0, sure.out());
      assert.doesNotMatch(sure.out(), /Go on/);
    });

    it('that is rolled back ends with 1, and tells what failed on the way', async () => {
      const cli = start('stack update shop -t fails.yaml --rollback');
      assert.equal(await cli.done, 1, cli.out());
      assert.match(cli.out(), /shop {2}rollback complete {2}1 of 1/);
      assert.match(cli.out(), /On the way failed:\r\n\S+ {2}first {2}UPDATE_FAILED {2}.*told to fail/);
    });

    it('colours a plan', async () => {
      const cli = start('stack plan shop -t web.yaml', {});
      assert.equal(await cli.done, 0);
      // eslint-disable-next-line no-control-regex -- colours are what it is about
      assert.match(cli.out(), /\u001b\[32m {2}\+ second .*\u001b\[0m/);
    });
  });
});
