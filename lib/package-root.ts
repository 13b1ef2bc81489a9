import { fileURLToPath } from 'node:url';

/** The folder of package.json, with a trailing slash. Compiled files lie two levels below it (`dist/lib/`). */
export const packageRoot = fileURLToPath(new URL('../../', import.meta.url));
