import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryServer, type MemoryServer } from '../support/memory-server.js';
import { runCli, startCli } from '../support/run-cli.js';
import { twoThings } from '../support/rest-harness.js';
import { waitFor } from '../support/wait-for.js';

describe('CLI: looking', function () {
  this.timeout(20_000);
  let server: MemoryServer;
  let files: string;
  before(async () => {
    server = await memoryServer();
    await server.useCases.createStack('default', { name: 'web', template: twoThings });
    server.useCases.settle();
    files = mkdtempSync(join(tmpdir(), 'isotherm-look-'));
  });
  after(async () => {
    await server.close();
    rmSync(files, { recursive: true });
  });
  const cli = (...args: string[]) => runCli(args, { ISOTHERM_DATA: server.directory }, files);
  const json = async (...args: string[]) => JSON.parse((await cli(...args, '--json')).out);
  const write = (name: string, text: string) => {
    writeFileSync(join(files, name), text);
  };

  it('lists events, the oldest first', async () => {
    const { out } = await cli('event', 'list', 'web', '--limit', '2');
    assert.match(
      out,
      /^\S+Z {2}second {2}CREATE_COMPLETE {2}state changed\n\S+Z {2}web {2}CREATE_COMPLETE.*\n$/,
    );
    const events = await json('event', 'list', 'web', '--resource', 'first');
    assert.deepEqual(
      events.map((event: { resource_status: string }) => event.resource_status),
      ['CREATE_IN_PROGRESS', 'CREATE_COMPLETE'],
    );
  });

  it('follows events until Ctrl-C', async () => {
    const following = startCli(['event', 'list', 'web', '--follow', '--json', '--limit', '1'], {
      ISOTHERM_DATA: server.directory,
    });
    await waitFor(() => following.out().includes('"CREATE_COMPLETE"'), 'the past is told');
    const stack = await server.useCases.findStack('default', 'web');
    await server.useCases.updateStack('default', stack?.id ?? '', {}, { existing: true });
    server.useCases.settle();
    await waitFor(() => following.out().includes('"UPDATE_COMPLETE"'), 'the new events are told');
    following.child.kill('SIGINT');
    const { code, out } = await following.done;
    assert.equal(code, 0);
    const sequences = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).sequence);
    assert.deepEqual(sequences, [6, 7, 8]);
  });

  it('lists and shows resources', async () => {
    const { out } = await cli('resource', 'list', 'web');
    assert.match(
      out,
      /^NAME +TYPE +STATUS +PHYSICAL ID +REASON\nfirst +Memory::Thing +CREATE_COMPLETE +thing-first\n/,
    );
    const shown = (await cli('resource', 'show', 'web', 'second')).out;
    assert.match(shown, /^requires +first$/m);
    assert.match(shown, /^ {2}text +hello$/m);
    assert.equal((await json('resource', 'show', 'web', 'first')).attributes.text, 'hello');
  });

  it('shows the handler’s log, and the output of a process on this machine', async () => {
    assert.match((await cli('resource', 'logs', 'web', 'first')).out, /Z {2}CREATE {2}CREATE of first\n$/);
    const none = await cli('resource', 'logs', 'web', 'first', '--output');
    assert.deepEqual([none.code, none.out], [4, '']);
    const log = join(files, 'process.log');
    appendFileSync(log, 'one\ntwo\nthree\n');
    const showResource = server.useCases.showResource.bind(server.useCases);
    server.useCases.showResource = async (...args) => ({
      ...(await showResource(...args)),
      attributes: { logFile: log },
    });
    try {
      assert.equal(
        (await cli('resource', 'logs', 'web', 'first', '--output', '-n', '2')).out,
        'two\nthree\n',
      );
      const both = await json('resource', 'logs', 'web', 'first');
      assert.deepEqual([both.logs.length, both.output], [1, { file: log, lines: ['one', 'two', 'three'] }]);
    } finally {
      server.useCases.showResource = showResource;
    }
  });

  it('lists outputs and shows the value of one alone', async () => {
    assert.match((await cli('output', 'list', 'web')).out, /^said +hello +What it says$/m);
    assert.equal((await cli('output', 'show', 'web', 'said')).out, 'hello\n');
    assert.equal((await cli('output', 'show', 'web', 'plain')).out, '1\n');
    assert.equal((await json('output', 'show', 'web', 'plain')).output_value, 1);
  });

  it('lists and shows resource types', async () => {
    assert.match((await cli('resource-type', 'list')).out, /^Memory::Plain +A thing without properties\.$/m);
    const shown = (await cli('resource-type', 'show', 'Memory::Thing')).out;
    assert.match(shown, /^text +string +in place +What it says$/m);
    assert.match(shown, /^size +string +small +replaces +How large it is$/m);
    const template = (await cli('resource-type', 'show', 'Memory::Thing', '--template')).out;
    write('made.yaml', template);
    assert.equal((await cli('template', 'validate', 'made.yaml')).code, 0);
  });

  it('says that a converged stack waits for nothing', async () => {
    assert.match((await cli('why', 'web')).out, /^web is converged/);
    assert.deepEqual(await json('why', 'web'), []);
  });

  it('tells the faults of a template with file, line and column', async () => {
    write(
      'bad.yaml',
      'heat_template_version: 2021-04-16\nresources:\n  a:\n    type: Memory::Thing\n    properties:\n      txet: 1\n  b: {type: Memory::Plian}\n',
    );
    const { code, out, err } = await cli('template', 'validate', 'bad.yaml');
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /^bad\.yaml:6:7: .*txet.*text/m);
    assert.match(err, /^bad\.yaml:7:\d+: .*Memory::Plian.*Memory::Plain/m);
    assert.match(err, /^isotherm: 2 faults found/m);
    const created = await cli('stack', 'create', 'bad', '-t', 'bad.yaml');
    assert.match(created.err, /^bad\.yaml:6:7: /m);
    const asJson = await cli('template', 'validate', 'bad.yaml', '--json');
    assert.equal(JSON.parse(asJson.err).error.faults.length, 2);
  });

  it('tells the faults of an environment under its own name', async () => {
    write(
      'fine.yaml',
      'heat_template_version: 2021-04-16\nparameters: {size: {type: number}}\nresources: {}\n',
    );
    write('env.yaml', 'parameters:\n  size: 1\nparamters: {}\n');
    const { code, err } = await cli('template', 'validate', 'fine.yaml', '-e', 'env.yaml');
    assert.equal(code, 1);
    assert.match(err, /^env\.yaml:3:\d+: /m);
    write('env.yaml', 'parameters:\n  size: 3\n');
    const valid = await cli('template', 'validate', 'fine.yaml', '-e', 'env.yaml');
    assert.match(valid.out, /^fine\.yaml has no faults\.\n/);
    assert.match(valid.out, /^size +Number/m);
  });

  it('sends what get_file names, relative to the template', async () => {
    mkdirSync(join(files, 'deep', 'parts'), { recursive: true });
    write('deep/parts/hello.txt', 'from a file\n');
    write(
      'deep/files.yaml',
      'heat_template_version: 2021-04-16\nparameters: {p: {type: string}}\nresources:\n  a: {type: Memory::Thing, properties: {text: {get_file: parts/hello.txt}}}\noutputs: {p: {value: {get_param: p}}}\n',
    );
    write('p.txt', 'given');
    const stack = ['stack', 'create', 'files', '-t', 'deep/files.yaml', '--no-wait'];
    const { code, err } = await cli(...stack, '--parameter-file', 'p=p.txt');
    assert.deepEqual([code, err], [0, '']);
    server.useCases.settle();
    assert.equal((await json('resource', 'show', 'files', 'a')).attributes.text, 'from a file\n');
    assert.equal((await cli('output', 'show', 'files', 'p')).out, 'given\n');
    rmSync(join(files, 'deep', 'parts', 'hello.txt'));
    const missing = await cli('template', 'validate', 'deep/files.yaml');
    assert.equal(missing.code, 2);
    assert.match(missing.err, /hello\.txt, cannot be read: it does not exist/);
  });
});
