import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { loadConfig, printConfig } from '../../lib/config.js';
import { IsothermError } from '../../lib/errors.js';

const schema = z.strictObject({
  database: z
    .strictObject({
      url: z.string().startsWith('pg:').optional().meta({ secret: true, env: 'DATABASE_URL' }),
    })
    .prefault({}),
  rest: z
    .strictObject({
      port: z.int().min(1).max(9).default(4),
      hostName: z.string().default('here'),
      open: z.boolean().default(false),
      origins: z.array(z.string()).default([]),
    })
    .prefault({}),
  tls: z.strictObject({ cert: z.string(), key: z.string() }).optional(),
  mode: z.enum(['slow', 'fast']).default('slow'),
  plugins: z
    .array(z.strictObject({ name: z.string(), settings: z.record(z.string(), z.json()) }))
    .default([]),
  password: z.string().default('sesame').meta({ secret: true }),
});

describe('loadConfig', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'isotherm-config-'))));
  after(() => rm(folder, { recursive: true }));

  async function fileOf(text: string): Promise<string> {
    const path = join(folder, 'config.yaml');
    await writeFile(path, text);
    return path;
  }

  function faultsOf(sources: Parameters<typeof loadConfig>[1]) {
    try {
      loadConfig(schema, sources);
    } catch (error) {
      assert.ok(error instanceof IsothermError && error.code === 'config.invalid');
      return error.faults;
    }
    throw new assert.AssertionError({ message: 'no fault was found' });
  }

  it('answers the defaults when nothing is set', () => {
    const config = loadConfig(schema, { env: {} });
    assert.deepEqual(config.rest, { port: 4, hostName: 'here', open: false, origins: [] });
    assert.equal(config.tls, undefined);
  });

  it('lets the environment win over the file, and the command line over both', async () => {
    const file = await fileOf('rest: {port: 1, hostName: file}\nmode: fast\n');
    const env = { ISOTHERM_REST_PORT: '2', ISOTHERM_REST_HOST_NAME: 'env' };
    const config = loadConfig(schema, { file, env, overrides: { 'rest.port': '3', mode: undefined } });
    assert.deepEqual(config.rest, { port: 3, hostName: 'env', open: false, origins: [] });
    assert.equal(config.mode, 'fast');
  });

  it('reads each kind of value from the environment', () => {
    const config = loadConfig(schema, {
      env: {
        ISOTHERM_REST_OPEN: 'TRUE',
        ISOTHERM_REST_ORIGINS: 'a, b',
        ISOTHERM_PLUGINS: '[{name: n, settings: {deep: [1]}}]',
        ISOTHERM_TLS_CERT: 'c',
        ISOTHERM_TLS_KEY: 'k',
        DATABASE_URL: 'pg:x',
        ISOTHERM_MODE: '',
      },
    });
    assert.deepEqual(config.rest.origins, ['a', 'b']);
    assert.equal(config.rest.open, true);
    assert.deepEqual(config.plugins, [{ name: 'n', settings: { deep: [1] } }]);
    assert.deepEqual(config.tls, { cert: 'c', key: 'k' });
    assert.equal(config.database.url, 'pg:x');
    assert.equal(config.mode, 'slow');
  });

  it('reports all faults at once: name, value, where it came from, and what is allowed', async () => {
    const file = await fileOf('rest:\n  port: 77\n  hostNam: x\nmode: fats\n');
    const faults = faultsOf({ file, env: { ISOTHERM_REST_OPEN: 'maybe', ISOTHERM_REST_PORTS: '1' } });
    const byPath = new Map(faults.map((fault) => [fault.path, fault]));
    assert.deepEqual([...byPath.keys()].sort(), [
      'ISOTHERM_REST_PORTS',
      'mode',
      'rest.hostNam',
      'rest.open',
      'rest.port',
    ]);
    assert.equal(byPath.get('rest.hostNam')?.hint, 'did you mean "hostName"?');
    assert.equal(byPath.get('ISOTHERM_REST_PORTS')?.hint, 'did you mean "ISOTHERM_REST_PORT"?');
    assert.match(byPath.get('rest.port')?.message ?? '', /^rest\.port is 77 .*config\.yaml.* from 1 to 9$/);
    assert.equal(byPath.get('rest.port')?.line, 2);
    assert.match(
      byPath.get('rest.open')?.message ?? '',
      /"maybe" \(from ISOTHERM_REST_OPEN\).*true or false/,
    );
    assert.match(byPath.get('mode')?.message ?? '', /one of slow, fast/);
  });

  it('names what must be set and is not', () => {
    const [fault] = faultsOf({ env: { ISOTHERM_TLS_CERT: 'c' } });
    assert.equal(fault?.path, 'tls.key');
    assert.match(fault?.message ?? '', /not set.*ISOTHERM_TLS_KEY/);
  });

  it('leaves variables of other services alone', () => {
    loadConfig(schema, { env: { ISOTHERM_SLOTS: '3' } });
  });

  it('shows no secret in a fault', () => {
    const faults = faultsOf({ env: { DATABASE_URL: 'mysql://me:hunter2@host/db?token=hunter2' } });
    assert.match(faults[0]?.message ?? '', /mysql:\/\/me:\*+@host/);
    assert.ok(!JSON.stringify(faults).includes('hunter2'));
    const section = faultsOf({ env: {}, overrides: { password: ['hunter2'] } });
    assert.ok(!JSON.stringify(section).includes('hunter2'));
  });

  it('says so when the file is missing, no YAML, or no map', async () => {
    assert.equal(faultsOf({ file: join(folder, 'none.yaml'), env: {} }).length, 0);
    const [fault] = faultsOf({ file: await fileOf('a: [1\nb: 2\n'), env: {} });
    assert.equal(fault?.line, 2);
    assert.equal(faultsOf({ file: await fileOf('- 1\n'), env: {} }).length, 0);
  });

  it('prints what holds, with secrets masked', () => {
    const env = {
      DATABASE_URL: 'pg://me:hunter2@host/db',
      ISOTHERM_PLUGINS: '[{name: n, settings: {apiKey: hunter2}}]',
    };
    const text = printConfig(schema, loadConfig(schema, { env }));
    assert.ok(!text.includes('hunter2') && !text.includes('sesame'), text);
    assert.match(text, /url: pg:\/\/me:\*+@host\/db/);
    assert.match(text, /port: 4/);
  });
});
