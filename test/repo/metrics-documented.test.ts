import assert from 'node:assert/strict';
import { textOf } from '../support/repository-files.js';
import { registries } from '../support/service-registries.js';

describe('metrics', () => {
  it('docs/operating.md lists each of ours, with its service, and no other', () => {
    const documented: string[] = [];
    for (const line of (textOf('docs/operating.md') ?? '').split('\n')) {
      const [, name, service, meaning] = line.split('|').map((cell) => cell.trim());
      if (name?.startsWith('`isotherm_') !== true) continue;
      assert.ok((meaning ?? '').length > 10, `what ${name} is`);
      documented.push(`${String(service)} ${name.slice(1, -1)}`);
    }
    const exposed = Object.entries(registries).flatMap(([service, registry]) =>
      registry
        .getMetricsAsArray()
        .filter(({ name }) => name.startsWith('isotherm_'))
        .map(({ name }) => `${service} ${name}`),
    );
    assert.deepEqual(documented.sort(), exposed.sort());
  });
});
