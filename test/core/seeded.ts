/** A failure prints its seed and path; `CORE_SEED` and `CORE_PATH` replay it. CI plays always the same histories. */
export function seeded(defaultRuns: number) {
  const { CORE_RUNS: runs, CORE_SEED, CORE_PATH: path, CI } = process.env;
  const seed = CORE_SEED ?? (CI === 'true' ? '1' : undefined);
  return {
    numRuns: Number(runs ?? defaultRuns),
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(path && { path }),
  };
}
