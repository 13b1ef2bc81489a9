import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import type { HandlerCatalogue } from '../../lib/handler/handler-catalogue.js';
import { observerConfig } from '../../services/observer/config.js';
import { workerConfig } from '../../services/worker/config.js';
import { Permanent } from '../../lib/handler/index.js';
import { isPermanent } from '../../lib/handler/errors.js';
import { loadProviders } from '../../lib/handler/load-providers.js';
import { packageRoot } from '../../lib/package-root.js';
import { StillCall } from '../support/still-call.js';
import { ForeignSite } from './foreign-site.js';

describe('a foreign provider package', function () {
  this.timeout(60_000);
  let site: ForeignSite;
  let folder: string;
  let catalogue: HandlerCatalogue;

  before(async () => {
    site = new ForeignSite();
    site.install('isotherm-notes');
    folder = join(site.folder, 'notes');
    mkdirSync(folder);
    // The tutorial's configuration, with another folder.
    const text = readFileSync(join(site.folder, 'node_modules/isotherm-notes/services.yaml'), 'utf8');
    const services: unknown = parse(text.replace('/tmp/notes', folder));
    observerConfig.parse(services);
    catalogue = await loadProviders(workerConfig.parse(services).providers, site.folder);
  });
  after(() => {
    site.remove();
  });

  it('is offered with its schema beside ours', () => {
    assert.ok(catalogue.handlerOf('OS::Heat::Value'));
    const schema = catalogue.offered.find((offered) => offered.schema.type === 'Notes::Note')?.schema;
    assert.deepEqual(schema?.properties['name'], {
      description: 'Name of the file, without its ending',
      required: true,
      updatable: false,
      secret: false,
      schema: { type: 'string', pattern: '^[a-z0-9-]+$' },
    });
    assert.equal(schema.properties['text']?.updatable, true);
  });

  it('creates, sees, changes and deletes a real thing with the settings of the configuration', async () => {
    const call = new StillCall('key-1', catalogue.settingsOf('Notes::Note'));
    const handler = catalogue.handlerOf('Notes::Note');
    assert.ok(handler);
    const goal = catalogue.parseGoal('Notes::Note', { name: 'milk', text: 2 });
    const { physicalId } = await handler.create(goal, call);
    assert.equal(physicalId, join(folder, 'milk.md'));
    assert.equal(readFileSync(physicalId, 'utf8'), '2');
    await handler.update?.(physicalId, { ...goal, text: 'two' }, new Set(['text']), call);
    const seen = await handler.observe?.(physicalId, goal, call);
    assert.deepEqual(seen?.attributes, { path: physicalId, sizeBytes: 3 });
    await handler.delete(physicalId, goal, call);
    assert.equal(existsSync(physicalId), false);
    assert.equal((await handler.observe?.(physicalId, goal, call))?.status, 'absent');
  });

  it('has errors that are known though their class is another', async () => {
    writeFileSync(join(folder, 'taken.md'), 'not ours');
    const goal = catalogue.parseGoal('Notes::Note', { name: 'taken' });
    const call = new StillCall('key-2', catalogue.settingsOf('Notes::Note'));
    const error: unknown = await catalogue
      .handlerOf('Notes::Note')
      ?.create(goal, call)
      .catch((thrown: unknown) => thrown);
    assert.ok(isPermanent(error));
    assert.ok(!(error instanceof Permanent));
    assert.equal(readFileSync(join(folder, 'taken.md'), 'utf8'), 'not ours');
  });

  it('refuses settings that do not fit its schema', async () => {
    await assert.rejects(loadProviders([{ package: 'isotherm-notes' }], site.folder), {
      code: 'provider.load-failed',
      message:
        /settings of provider package "isotherm-notes" are invalid: settings\.folder: .*expected string/,
    });
  });

  it('passes the conformance kit with its own copy of everything', async () => {
    const source = site.checkOut('isotherm-notes');
    const mocha = join(packageRoot, 'node_modules/mocha/bin/mocha.js');
    const { stdout } = await promisify(execFile)(process.execPath, [mocha], { cwd: source });
    assert.match(stdout, /Notes::Note keeps the handler contract/);
    assert.match(stdout, /\b4[0-9] passing/);
  });
});
