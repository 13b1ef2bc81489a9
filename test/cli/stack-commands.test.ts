import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryServer, type MemoryServer } from '../support/memory-server.js';
import { runCli, startCli } from '../support/run-cli.js';
import { waitFor } from '../support/wait-for.js';

const template = `heat_template_version: 2021-04-16
parameters:
  text: { type: string, default: hello }
resources:
  first: { type: 'Memory::Thing', properties: { text: { get_param: text } } }
  second: { type: 'Memory::Thing', properties: { text: { get_attr: [first, text] } } }
outputs:
  said: { value: { get_attr: [second, text] } }
`;
const failing = `heat_template_version: 2021-04-16
resources:
  bad: { type: 'Memory::Thing', properties: { fails: true } }
`;
const endless = `heat_template_version: 2021-04-16
resources:
  slow: { type: 'Memory::Thing', properties: { waits: true } }
  after: { type: 'Memory::Plain', depends_on: slow }
`;

describe('CLI: stacks', function () {
  this.timeout(20_000);
  let server: MemoryServer;
  let files: string;
  before(async () => {
    server = await memoryServer({ stepMs: 5 });
    files = mkdtempSync(join(tmpdir(), 'isotherm-cli-'));
    for (const [name, text] of Object.entries({
      'web.yaml': template,
      'bad.yaml': failing,
      'endless.yaml': endless,
    })) {
      writeFileSync(join(files, name), text);
    }
  });
  after(async () => {
    await server.close();
    rmSync(files, { recursive: true });
  });
  const cli = (...args: string[]) => runCli(args, { ISOTHERM_DATA: server.directory }, files);

  it('creates a stack, tells its events line by line and ends with 0', async () => {
    const { code, out, err } = await cli('stack', 'create', 'web', '-t', 'web.yaml', '-P', 'text=a=b');
    assert.deepEqual([code, err], [0, '']);
    const told = out.split('\n').map((line) => line.split('  ').slice(1, 3).join(' '));
    assert.deepEqual(
      told.filter((line) => line !== ''),
      [
        'web CREATE_IN_PROGRESS',
        'first CREATE_IN_PROGRESS',
        'first CREATE_COMPLETE',
        'second CREATE_IN_PROGRESS',
        'second CREATE_COMPLETE',
        'web CREATE_COMPLETE',
      ],
    );
    assert.match(out, /\nweb CREATE_COMPLETE\n$/);
    assert.equal((await cli('output', 'show', 'web', 'said')).out, 'a=b\n');
  });

  it('answers the stack as JSON, and nothing else', async () => {
    const { code, out } = await cli('stack', 'create', 'json', '-t', 'web.yaml', '--json');
    assert.equal(code, 0);
    const stack = JSON.parse(out);
    assert.deepEqual([stack.stack_name, stack.stack_status], ['json', 'CREATE_COMPLETE']);
  });

  it('ends with 1 when a stack fails, and says why', async () => {
    const { code, out } = await cli('stack', 'create', 'broken', '-t', 'bad.yaml');
    assert.equal(code, 1);
    assert.match(out, /CREATE_FAILED: Resource CREATE failed: .*it was told to fail/);
    const why = await cli('why', 'broken');
    assert.match(why.out, /^bad \(Memory::Thing\) failed: .*told to fail\n$/);
  });

  it('updates, and lists and shows what came of it', async () => {
    assert.equal((await cli('stack', 'create', 'change', '-t', 'web.yaml')).code, 0);
    const { code, out } = await cli('stack', 'update', 'change', '--existing', '-P', 'text=new');
    assert.equal(code, 0, out);
    assert.match(out, /first {2}UPDATE_COMPLETE/);
    assert.doesNotMatch(out, /CREATE_/);
    const shown = JSON.parse((await cli('stack', 'show', 'change', '--json')).out);
    assert.deepEqual(
      [shown.revision, shown.parameters.text, shown.outputs[0].output_value],
      [2, 'new', 'new'],
    );
    const text = (await cli('stack', 'show', 'change')).out;
    assert.match(text, /^status +UPDATE_COMPLETE$/m);
    assert.match(text, /^ {2}said +new$/m);
    const list = await cli('stack', 'list');
    assert.match(list.out, /^NAME +STATUS +CONVERGENCE/);
    assert.match(list.out, /^change +UPDATE_COMPLETE +converged +2/m);
  });

  it('ends with 5 when the revision is another one, or the name is taken', async () => {
    const stale = await cli('stack', 'update', 'change', '-t', 'web.yaml', '--revision', '1');
    assert.equal(stale.code, 5);
    assert.match(stale.err, /revision/);
    assert.equal((await cli('stack', 'create', 'change', '-t', 'web.yaml')).code, 5);
  });

  it('ends with 4 for what does not exist', async () => {
    for (const args of [
      ['stack', 'show', 'none'],
      ['resource', 'show', 'web', 'none'],
      ['output', 'show', 'web', 'none'],
      ['resource-type', 'show', 'None::Such'],
      ['why', 'web', 'none'],
    ]) {
      const { code, out, err } = await cli(...args);
      assert.deepEqual([code, out], [4, ''], args.join(' '));
      assert.match(err, /^isotherm: .*none|None/);
    }
  });

  it('ends with 2 for a command line that is wrong', async () => {
    for (const args of [
      [],
      ['stack', 'crate', 'x'],
      ['stack', 'create'],
      ['stack', 'create', 'x', '-t', 'missing.yaml'],
      ['stack', 'create', 'x', '-t', 'web.yaml', '-P', 'nonsense'],
      ['stack', 'update', 'web'],
      ['stack', 'wait', 'web', '--timeout', 'soon'],
      ['template', 'validate'],
      ['event', 'list', 'web', '--colour'],
      ['completion', 'csh'],
      ['stack', 'list', '--endpoint', 'nonsense'],
    ]) {
      const { code, out, err } = await cli(...args);
      assert.deepEqual([code, out], [2, ''], args.join(' '));
      assert.notEqual(err, '');
    }
  });

  it('ends with 3 when the engine cannot be reached or does not let it in', async () => {
    const nowhere = await runCli(['stack', 'list'], { ISOTHERM_DATA: files });
    assert.equal(nowhere.code, 3);
    assert.match(nowhere.err, /isotherm dev/);
    const refused = await cli('stack', 'list', '--endpoint', 'http://127.0.0.1:1');
    assert.equal(refused.code, 3);
    assert.match(refused.err, /ECONNREFUSED|bad port/);
    const stranger = await cli('stack', 'list', '--endpoint', server.url, '--token', 'wrong-token');
    assert.equal(stranger.code, 3);
    assert.match(stranger.err, /token/);
    assert.doesNotMatch(stranger.err, /wrong-token/);
  });

  it('finds the engine by options and by the environment', async () => {
    const env = { ISOTHERM_ENDPOINT: server.url, ISOTHERM_TOKEN: server.token() };
    assert.equal((await runCli(['stack', 'list'], env)).code, 0);
    assert.equal((await runCli(['stack', 'list', '--data', server.directory])).code, 0);
    assert.equal(
      (await runCli(['stack', 'list', '--endpoint', server.url, '--token', server.token()])).code,
      0,
    );
  });

  it('tells errors as JSON on standard error', async () => {
    const { code, out, err } = await cli('stack', 'show', 'none', '--json');
    assert.deepEqual([code, out], [4, '']);
    assert.equal(JSON.parse(err).error.code, 'stack.not-found');
  });

  it('does not wait with --no-wait; wait does', async () => {
    const { code, out } = await cli('stack', 'create', 'later', '-t', 'web.yaml', '--no-wait');
    assert.equal(code, 0);
    assert.match(out, /accepted.*isotherm stack wait later/);
    assert.equal((await cli('stack', 'wait', 'later')).code, 0);
    assert.equal((await cli('stack', 'wait', 'later')).code, 0);
    assert.equal((await cli('stack', 'wait', 'broken')).code, 1);
  });

  it('gives up waiting after the timeout, and leaves the goal', async () => {
    await cli('stack', 'create', 'endless', '-t', 'endless.yaml', '--no-wait');
    const { code, err } = await cli('stack', 'wait', 'endless', '--timeout', '1');
    assert.equal(code, 1);
    assert.match(err, /goal of stack endless stands/);
    assert.equal((await cli('why', 'endless', 'after')).out, 'after (Memory::Plain) waits: waits for slow\n');
  });

  it('leaves the goal as it is on Ctrl-C, and says so', async () => {
    const cli = startCli(
      ['stack', 'create', 'stopped', '-t', 'endless.yaml'],
      { ISOTHERM_DATA: server.directory },
      files,
    );
    await waitFor(() => cli.out().includes('slow  CREATE_IN_PROGRESS'), 'the create is under way');
    cli.child.kill('SIGINT');
    const { code, err } = await cli.done;
    assert.equal(code, 130);
    assert.match(err, /Interrupted\. The goal of stack stopped stands/);
    const stack = await server.useCases.findStack('default', 'stopped');
    assert.ok(stack);
  });

  it('goes on waiting over a restart of the engine, and misses no event', async () => {
    const cli = startCli(
      ['stack', 'create', 'survivor', '-t', 'endless.yaml'],
      { ISOTHERM_DATA: server.directory },
      files,
    );
    await waitFor(() => cli.out().includes('slow  CREATE_IN_PROGRESS'), 'the create is under way');
    await server.stop();
    const stack = await server.useCases.findStack('default', 'survivor');
    await server.useCases.updateStack('default', stack?.id ?? '', { template }, { existing: false });
    await server.restart();
    const { code, out } = await cli.done;
    assert.equal(code, 0);
    for (const line of [
      'survivor  UPDATE_IN_PROGRESS',
      'first  CREATE_COMPLETE',
      'survivor  UPDATE_COMPLETE',
    ]) {
      assert.equal(out.split(line).length, 2, `${line} is told once`);
    }
  });

  it('deletes without asking where nobody can answer', async () => {
    const { code, out } = await cli('stack', 'delete', 'web', 'json');
    assert.equal(code, 0);
    assert.match(out, /web DELETE_COMPLETE/);
    assert.equal((await cli('stack', 'show', 'web')).code, 4);
    assert.doesNotMatch((await cli('stack', 'list')).out, /^json /m);
    assert.match((await cli('stack', 'list', '--deleted')).out, /^json +DELETE_COMPLETE/m);
  });
});
