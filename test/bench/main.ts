import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { engines } from './engines.js';
import { fanOut } from './fan-out.js';
import { heat } from './heat.js';
import { idle } from './idle.js';
import { latency } from './latency.js';
import { OneEngine } from './one-engine.js';
import type { Part } from './part.js';
import { outwards } from './outwards.js';
import { reading } from './reading.js';
import { takeover } from './takeover.js';
import { templates } from './templates.js';
import { watches } from './watches.js';

/**
 * `npm run bench [-- --quick] [-- --json FILE] [-- --only NAME]...`: how fast the engine is, beside what the machine can do at best in the
 * same run.
 */
const { quick, json, only } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
  },
}).values;

const oneEngine = new OneEngine();
const fleet: readonly Part[] = [
  engines,
  takeover,
  idle,
  latency,
  fanOut,
  watches,
  outwards,
  reading,
  templates,
  heat,
];
const names = [...oneEngine.parts, ...fleet].map(({ name }) => name);
const unknown = only.filter((name) => !names.includes(name));
if (unknown.length > 0) throw new Error(`${unknown.join()} is not measured; there are ${names.join(', ')}`);

const report: Record<string, unknown> = {};
try {
  await run(oneEngine.parts);
} finally {
  await oneEngine.stop();
}
await run(fleet);

async function run(parts: readonly Part[]): Promise<void> {
  for (const part of parts) {
    if (only.length > 0 && !only.includes(part.name)) continue;
    try {
      const figures = await part.measure(quick);
      process.stdout.write(figures.text);
      Object.assign(report, figures.json);
    } catch (error) {
      // The others are worth having all the same.
      console.error(`${part.name} could not be measured:`, error);
      process.exitCode = 1;
    }
    if (json !== undefined) writeFileSync(json, JSON.stringify(report, null, 2));
  }
}
