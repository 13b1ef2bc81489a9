import { BenchProcesses, type BenchSetup } from './processes.js';
import { BenchStacks } from './stacks.js';

/** Starts processes for something to be measured on them, and stops them whatever comes of it. */
export async function withFleet<T>(
  setup: BenchSetup,
  measure: (stacks: BenchStacks) => Promise<T>,
): Promise<T> {
  const processes = await BenchProcesses.start(setup);
  try {
    return await measure(new BenchStacks(processes));
  } finally {
    await processes.stop();
  }
}
