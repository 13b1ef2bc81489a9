/** A failure prints its seed and path; `CORE_SEED` and `CORE_PATH` replay it. */
export function seeded(defaultRuns: number) {
  const { CORE_RUNS: runs, CORE_SEED: seed, CORE_PATH: path } = process.env;
  return {
    numRuns: Number(runs ?? defaultRuns),
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(path && { path }),
  };
}
