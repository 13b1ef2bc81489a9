/** How long is tried, in ms; ISOTHERM_FUZZ_MS makes it longer. */
export const fuzzMs = Number(process.env['ISOTHERM_FUZZ_MS'] ?? 4_000);

/** Which things are tried: another each time, unless ISOTHERM_FUZZ_SEED names it. */
export const fuzzSeed = Number(process.env['ISOTHERM_FUZZ_SEED'] ?? Date.now() % 2 ** 32);
