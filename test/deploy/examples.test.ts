import assert from 'node:assert/strict';
import { join } from 'node:path';
import { loadConfig } from '../../lib/config.js';
import { packageRoot } from '../../lib/package-root.js';
import { settingsSchema } from '../../lib/providers/local/settings.js';
import { engineConfig } from '../../services/engine/config.js';
import { observerConfig } from '../../services/observer/config.js';
import { workerConfig } from '../../services/worker/config.js';
import { textOf } from '../support/repository-files.js';

const file = (service: string) => join(packageRoot, `deploy/config/${service}.yaml`);

describe('example configurations', () => {
  it('are accepted by the services', () => {
    for (const [service, schema] of Object.entries({
      engine: engineConfig,
      worker: workerConfig,
      observer: observerConfig,
    })) {
      loadConfig(schema, { file: file(service), env: {} });
    }
  });

  it('give worker and observer the same providers, whose settings they accept', () => {
    const worker = loadConfig(workerConfig, { file: file('worker'), env: {} });
    const observer = loadConfig(observerConfig, { file: file('observer'), env: {} });
    assert.deepEqual(worker.providers, observer.providers);
    assert.deepEqual(worker.engines, observer.engines);
    const local = worker.providers.find((provider) => provider.package === 'local');
    assert.deepEqual(settingsSchema.parse(local?.settings).roots, ['/srv/isotherm']);
  });

  it('let worker and observer find the engine', () => {
    const engine = loadConfig(engineConfig, { file: file('engine'), env: {} });
    const worker = loadConfig(workerConfig, { file: file('worker'), env: {} });
    assert.deepEqual(worker.engines, [engine.grpc.listen]);
  });

  for (const service of ['engine', 'worker', 'observer']) {
    it(`the unit of the ${service} starts it with its example`, () => {
      const unit = textOf(`deploy/systemd/isotherm-${service}.service`) ?? '';
      assert.match(unit, new RegExp(`bin/isotherm\\.js ${service} --config /etc/isotherm/${service}\\.yaml`));
    });
  }
});
