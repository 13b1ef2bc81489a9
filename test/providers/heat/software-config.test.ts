import assert from 'node:assert/strict';
import { MemoryRecords } from '../../../lib/handler/conformance/memory-records.js';
import type { Records } from '../../../lib/handler/index.js';
import { softwareConfig } from '../../../lib/providers/heat/software-config.js';
import { StillCall } from '../../support/still-call.js';

const goal = softwareConfig.properties.parse({
  group: 'script',
  config: 'echo hi',
  inputs: [{ name: 'port', type: 'Number', default: '80' }],
}) as never;

describe('OS::Heat::SoftwareConfig', () => {
  const records = new MemoryRecords();
  const adopted: string[] = [];
  const call = (key: string) => {
    const made = new StillCall(key, undefined, records);
    const adopt: Records['adopt'] = (kind, id) => {
      adopted.push(id);
      return records.of(key).adopt(kind, id);
    };
    return Object.assign(made, { records: { ...records.of(key), adopt } });
  };

  it('is taken over when it is as asked for, in whatever form its defaults are kept', async () => {
    const { physicalId } = await softwareConfig.create(goal, call('one'));
    const seen = await softwareConfig.adopt?.(physicalId, goal, call('two'));
    assert.deepEqual(seen, { status: 'ready', properties: {}, attributes: { config: 'echo hi' } });
    assert.deepEqual(adopted.splice(0), [physicalId]);
  });

  it('stays whose it was when it is not, which is told', async () => {
    const other = { ...(goal as object), config: 'echo ho' } as never;
    const { physicalId } = await softwareConfig.create(other, call('three'));
    const seen = await softwareConfig.adopt?.(physicalId, goal, call('four'));
    assert.deepEqual(seen?.properties, { config: 'echo ho' });
    assert.equal((await softwareConfig.adopt?.('none', goal, call('five')))?.status, 'absent');
    assert.deepEqual(adopted, []);
  });
});
