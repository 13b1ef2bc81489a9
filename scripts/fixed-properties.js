import process from 'node:process';
import fc from 'fast-check';

// CI tries always the same inputs of properties, so that it fails for what has changed; at home they are others each time.
if (process.env.CI === 'true') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 1 });
