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

  function start(command: string) {
    const child = spawn('script', ['-qec', `${process.execPath} ${cliMain} ${command}`, '/dev/null'], {
      cwd: files,
      env: {
        PATH: process.env['PATH'],
        HOME: '/nonexistent',
        TERM: 'xterm',
        NO_COLOR: '1',
        ISOTHERM_DATA: server.directory,
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
});
