import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../lib/package-root.js';
import { Fleet } from '../e2e/fleet.js';
import { documentedAnswers } from '../support/documented-answers.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { waitFor } from '../support/wait-for.js';

const TEMPLATE = `
heat_template_version: 2021-04-16
parameters: { text: { type: string, default: first } }
resources:
  value: { type: 'OS::Heat::Value', properties: { value: { get_param: text } } }
  random: { type: 'OS::Heat::RandomString', properties: { length: 8 } }
outputs: { said: { value: { get_attr: [value, value] } } }
`;

/** What the fixture exports; only the types that were generated check its insides. */
interface Client {
  create(name: string, template: string, parameters: object): Promise<string>;
  names(): Promise<string[]>;
  show(
    name: string,
    id: string,
  ): Promise<{ readonly stack_status: string; readonly parameters: object } | undefined>;
  update(name: string, id: string, parameters: object): Promise<number | undefined>;
  resources(name: string, id: string): Promise<string[]>;
  events(name: string, id: string): Promise<number[]>;
  output(name: string, id: string, output: string): Promise<unknown>;
  remove(name: string, id: string): Promise<number>;
  fault(name: string, id: string): Promise<{ readonly error: { readonly code: string } } | undefined>;
}

describe('a client that is generated from the OpenAPI document', function () {
  this.timeout(180_000);
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-generated-'));
  let fleet: Fleet;
  let database: TestDatabase;
  let document: OpenAPI3;

  before(async () => {
    database = await freshDatabase();
    fleet = await Fleet.prepare(directory, database.url, {
      environment: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    });
    await fleet.up();
    document = (await (await fetch(`${fleet.restUrl()}/openapi.json`)).json()) as OpenAPI3;
  });

  after(async () => {
    await fleet.stop();
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('has types that a program of its own compiles with', async () => {
    writeFileSync(join(directory, 'api.ts'), astToString(await openapiTS(document)));
    copyFileSync(
      join(packageRoot, 'test/fixtures/generated-client/consumer.ts'),
      join(directory, 'consumer.ts'),
    );
    symlinkSync(join(packageRoot, 'node_modules'), join(directory, 'node_modules'));
    writeFileSync(join(directory, 'package.json'), JSON.stringify({ type: 'module' }));
    const { out, code } = compile('consumer.ts');
    assert.deepEqual([code, out], [0, '']);
  });

  it('has types that refuse what the API does not have', () => {
    writeFileSync(
      join(directory, 'wrong.ts'),
      `import type { Stack } from './consumer.js';
       import type { paths } from './api.js';
       export const status = (stack: Stack): number => stack.stack_status;
       export type None = paths['/v1/{tenant}/nothing'];
       export const noName: paths['/v1/{tenant}/stacks']['post']['requestBody']['content']['application/json'] = {};`,
    );
    const { out, code } = compile('wrong.ts');
    assert.notEqual(code, 0);
    const lines = [...out.matchAll(/^wrong\.ts\((\d+),/gm)].map(([, line]) => Number(line));
    assert.deepEqual(lines, [3, 4, 5], out);
  });

  it('creates, lists, shows, updates and deletes a stack, and reads its resources and events', async () => {
    const { connect } = (await import(pathToFileURL(join(directory, 'consumer.js')).href)) as {
      connect: (url: string, token: string, tenant: string) => Client;
    };
    const client = connect(fleet.restUrl(), fleet.token, 'default');
    const id = await client.create('generated', TEMPLATE, { text: 'one' });
    const reaches = (status: string) =>
      waitFor(async () => (await client.show('generated', id))?.stack_status === status, status, 60_000);
    await reaches('CREATE_COMPLETE');
    assert.deepEqual(await client.names(), ['generated CREATE_COMPLETE']);
    assert.deepEqual((await client.resources('generated', id)).sort(), ['random CREATE_COMPLETE', 'value CREATE_COMPLETE']);
    assert.equal(await client.output('generated', id, 'said'), 'one');
    const events = await client.events('generated', id);
    assert.deepEqual(events, Array.from({ length: events.length }, (_, at) => at + 1));
    assert.ok(events.length >= 4);
    await holdAnswers(`/v1/default/stacks/generated/${id}`);
    assert.equal(await client.update('generated', id, { text: 'two' }), 2);
    await reaches('UPDATE_COMPLETE');
    assert.equal(await client.output('generated', id, 'said'), 'two');
    assert.equal(await client.remove('generated', id), 204);
    await reaches('DELETE_COMPLETE');
    assert.deepEqual(await client.names(), []);
    assert.equal((await client.fault('generated', 'nope'))?.error.code, 'stack.not-found');
  }); // prettier-ignore

  /** The real engine's answers too are as documented. */
  async function holdAnswers(stack: string): Promise<void> {
    const check = documentedAnswers(document);
    const parts = [
      '', '/resources', '/resources/value', '/resources/value/metadata', '/resources/value/events', '/resources/value/drift',
      '/resources/value/logs', '/events', '/outputs', '/outputs/said', '/template', '/revisions', '/revisions/1', '/failures', '/drift',
      '/why', '/left_behind', '/export', '/snapshots',
    ]; // prettier-ignore
    const tenant = ['stacks', 'stacks/detail', 'services', 'nodes', 'build_info', 'resource_types', 'template_versions', 'software_configs', 'resource_types/OS::Heat::Value', 'software_deployments']; // prettier-ignore
    for (const path of [
      ...parts.map((part) => stack + part),
      ...tenant.map((part) => `/v1/default/${part}`),
    ]) {
      const answer = await fetch(fleet.restUrl() + path, { headers: { 'x-auth-token': fleet.token } });
      assert.equal(answer.status, 200, path);
      assert.ok(check('GET', path, answer.status, await answer.json()), `${path} is not in the document`);
    }
  }

  function compile(file: string): { readonly code: number | null; readonly out: string } {
    const tsc = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');
    const compilerOptions = {
      strict: true, module: 'nodenext', target: 'es2023', lib: ['es2023', 'dom'], types: [], skipLibCheck: true,
    }; // prettier-ignore
    const project = join(directory, 'tsconfig.json');
    writeFileSync(project, JSON.stringify({ compilerOptions, files: [file] }));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [tsc, '--pretty', 'false', '--project', project],
      {
        cwd: directory,
        encoding: 'utf8',
      },
    );
    return { code: status, out: stdout + stderr };
  }
});
