const { SCENARIO_SEED, CI } = process.env;

/** `SCENARIO_SEED` replays a run. CI plays always the same ones: red means that something was broken. */
export const seed = Number(SCENARIO_SEED ?? (CI === 'true' ? 1 : Math.floor(Math.random() * 2 ** 31)));
