import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../lib/package-root.js';
import { configurationDocs, docsFile } from './configuration-docs.js';

writeFileSync(join(packageRoot, docsFile), await configurationDocs());
