import { format, resolveConfig } from 'prettier';
import { documentSettings } from '../lib/config/document.js';
import { packageRoot } from '../lib/package-root.js';
import { engineConfig } from '../services/engine/config.js';
import { observerConfig } from '../services/observer/config.js';
import { workerConfig } from '../services/worker/config.js';

/** Where it lies in the repository. */
export const docsFile = 'docs/configuration.md';

const introduction = `# Configuration

Made from the schemas by \`npm run docs:config\`; a test holds both equal.

Each service takes its settings from, in this order, the last one winning: the defaults below, a YAML file (\`--config FILE\`),
environment variables, the command line. \`isotherm engine --print-config\` (and \`worker\`, \`observer\`) shows what holds, with
secrets masked. All faults are reported at once, each with the name, the value and what is allowed.

A setting \`rest.port\` is \`port\` below \`rest\` in the file, and \`ISOTHERM_REST_PORT\` in the environment. There, lists are separated
by commas, and maps are written as YAML: \`ISOTHERM_PROVIDERS='[{package: "@example/provider"}]'\`. Paths are relative to
the directory in which the service is started.`;

/** The reference as it must stand in `docsFile`. */
export async function configurationDocs(): Promise<string> {
  const parts = [
    introduction,
    documentSettings('Engine', engineConfig),
    documentSettings('Worker', workerConfig),
    documentSettings('Observer', observerConfig),
  ];
  const options = await resolveConfig(`${packageRoot}${docsFile}`);
  return format(`${parts.join('\n\n')}\n`, { ...options, parser: 'markdown' });
}
