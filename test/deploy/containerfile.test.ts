import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, posix } from 'node:path';
import { packageRoot } from '../../lib/package-root.js';
import { repositoryFiles, textOf } from '../support/repository-files.js';
import { isPinned } from './pinned.js';

interface Instruction {
  readonly stage: number;
  readonly name: string;
  readonly text: string;
}

const instructions: Instruction[] = [];
for (const line of linesOf('deploy/container/Containerfile')) {
  const [name = '', ...rest] = line.split(' ');
  const stage = instructions.filter((before) => before.name === 'FROM').length - (name === 'FROM' ? 0 : 1);
  instructions.push({ stage, name, text: rest.join(' ') });
}

function linesOf(path: string): string[] {
  return (textOf(path) ?? '').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

/** Of the last stage. */
function only(name: string): string {
  const found = instructions.filter((one) => one.name === name && one.stage > 0);
  assert.equal(found.length, 1, `${name} is there once`);
  return found[0]?.text ?? '';
}

/** What a COPY takes from where, and the name that it gets. */
function copies(stage: number): { readonly source: string; readonly target: string }[] {
  return instructions
    .filter((one) => one.name === 'COPY' && one.stage === stage)
    .flatMap(({ text }) => {
      const words = text.split(' ').filter((word) => !word.startsWith('--'));
      const target = words.pop() ?? '';
      return words.map((source) => ({
        source: source.replace('/opt/isotherm/', ''),
        target: target === './' ? posix.basename(source) : target,
      }));
    });
}

const isWithin = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

describe('the Containerfile', () => {
  const files = repositoryFiles();
  const [everything, ...kept] = linesOf('.dockerignore').map((line) => line.replace(/^!/, ''));

  it('copies what is there, and what the builder is given', () => {
    // All is left out but what is named: what is new in the repository gets into no image by accident.
    assert.equal(everything, '*');
    assert.deepEqual(
      linesOf('.dockerignore').filter((line) => line !== '*' && !line.startsWith('!')),
      [],
    );
    const sources = copies(0).map(({ source }) => source);
    for (const source of sources) {
      assert.ok(
        files.some((file) => isWithin(file, source)),
        `${source} is there`,
      );
      assert.ok(
        kept.some((path) => isWithin(source, path)),
        `${source} is not ignored`,
      );
    }
    assert.deepEqual([...kept].sort(), sources.sort(), 'nothing is given that is not copied');
  });

  it('takes from its first stage what that has', () => {
    const made = ['node_modules', 'dist', ...copies(0).map(({ target }) => target)];
    for (const { source } of copies(1)) {
      assert.ok(
        made.some((path) => isWithin(path, source)),
        `${source} was copied or made before`,
      );
    }
  });

  it('has all that the compiled program reads beside itself', () => {
    const there = copies(1).map(({ target }) => target);
    const needs = [
      'package.json',
      'bin/isotherm.js',
      'proto/isotherm/v1/worker.proto',
      'dist',
      'node_modules',
    ];
    for (const path of needs) assert.ok(there.some((target) => isWithin(path, target)), path); // prettier-ignore
    assert.equal(only('ENTRYPOINT'), '["node", "/opt/isotherm/bin/isotherm.js"]');
  });

  it('compiles the folders of tsconfig.json that are no tools and no tests', () => {
    const { include } = JSON.parse(textOf('tsconfig.json') ?? '') as { readonly include: readonly string[] };
    const compiled = copies(0).filter(({ source }) => include.includes(source));
    assert.deepEqual(
      compiled.map(({ source }) => source).sort(),
      include.filter((folder) => !['scripts', 'test'].includes(folder)).sort(),
    );
  });

  it('starts from a pinned Node 20, runs as nobody special, and ends on SIGTERM', () => {
    const bases = instructions
      .filter(({ name }) => name === 'FROM')
      .map(({ text }) => text.split(' ')[0] ?? '');
    assert.equal(new Set(bases).size, 1, 'what is built is what runs');
    for (const base of bases) {
      assert.match(base, /^node:20\./);
      assert.ok(isPinned(base), base);
    }
    assert.match(only('USER'), /^[1-9]\d*:[1-9]\d*$/);
    assert.equal(only('STOPSIGNAL'), 'SIGTERM');
    const [, command = ''] = only('HEALTHCHECK').split(' CMD ');
    const [node, script = ''] = JSON.parse(command) as string[];
    assert.equal(node, 'node');
    assert.ok(copies(0).some(({ target }) => `/opt/isotherm/${target}` === script), script); // prettier-ignore
  });

  it('has no PostgreSQL and nothing of the developers', () => {
    const [install, build] = instructions.filter(({ name }) => name === 'RUN').map(({ text }) => text);
    assert.match(install ?? '', /^npm ci --ignore-scripts /);
    assert.match(build ?? '', /npm prune --omit=dev --omit=optional --ignore-scripts/);
  });
});

describe('the health check of a container', () => {
  const check = async (port: number) => {
    const env = { PATH: process.env['PATH'], ISOTHERM_MONITORING_PORT: String(port) };
    const script = join(packageRoot, 'deploy/container/healthy.js');
    const child = spawn(process.execPath, [script], { env, stdio: 'ignore' });
    return ((await once(child, 'exit')) as [number])[0];
  };

  it('ends with 0 while the service answers that it works', async () => {
    let status = 200;
    const server = createServer(({ url }, response) => {
      response.writeHead(url === '/healthz' ? status : 404).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    assert.equal(await check(port), 0);
    status = 500;
    assert.equal(await check(port), 1);
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    assert.equal(await check(port), 1);
  });
});
